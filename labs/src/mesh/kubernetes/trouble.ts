import { type ClusterContext, howToBringIn, type Pod, podTrouble, type World } from '@weather/cluster';
import { gatewayWorkload, type Trouble } from '../mesh.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';
import { type Namespaces, podsIn } from './workloads.ts';

interface Place {
  namespaces: Namespaces;
  context: ClusterContext;
  env: World['env'];
}

/** What keeps a workload's pods from being ready, as Kubernetes tells it of the first that is not. */
export function troubleIn(kubectl: MeshKubectl, { namespaces, context, env }: Place) {
  const pods = podsIn(kubectl, namespaces);
  return async (workload: string): Promise<Trouble | undefined> => {
    const namespace = workload === gatewayWorkload ? namespaces.gatewayNamespace : namespaces.namespace;
    for (const pod of await pods(workload)) {
      const trouble = podTrouble(pod);
      if (trouble === undefined) continue;
      const image = imageThatIsMissing(pod, trouble.reason);
      const hint =
        image === undefined
          ? `Look closer: kubectl -n ${namespace} describe pod ${pod.metadata.name}`
          : `Bring its image in: ${howToBringIn({ env }, context, image)}`;
      return { says: trouble.reason, hint, mayPass: image === undefined };
    }
    return undefined;
  };
}

/** The image of the container that cannot have it. */
export function imageThatIsMissing({ spec }: Pod, reason: string): string | undefined {
  const [, container] = /^([^:]+): (?:ImagePull|ErrImage)/.exec(reason) ?? [];
  return [...spec.initContainers, ...spec.containers].find(({ name }) => name === container)?.image;
}
