import {
  type Deployment,
  type Pod,
  deploymentListSchema,
  deploymentSchema,
  hasProxy,
  podListSchema,
  podsOf,
  serviceListSchema,
} from '@weather/cluster';
import { z } from 'zod';
import { MeshError, type Replica, gatewayWorkload } from '../mesh.ts';
import { istioNamespace, labLabel } from './own-mark.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';

export interface Namespaces {
  namespace: string;
  gatewayNamespace: string;
}

/** Pods of Istio's own gateway carry it, whatever installed it. */
const gatewaySelector = ['-l', 'istio=ingressgateway'];

const autoscalersSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ scaleTargetRef: z.object({ name: z.string() }) }),
    }),
  ),
});

const deploymentIn =
  (kubectl: MeshKubectl, { namespace, gatewayNamespace }: Namespaces) =>
  async (workload: string): Promise<Deployment> => {
    const found =
      workload === gatewayWorkload
        ? (await kubectl.get(deploymentListSchema, ['deployments', '-n', gatewayNamespace, ...gatewaySelector]))
            .items[0]
        : ((await kubectl.find(deploymentSchema, ['deployment', workload, '-n', namespace])) ??
          (await besideIstio(kubectl, workload)));
    if (found !== undefined) return found;
    throw new MeshError(`the mesh has no workload ${workload}`, 'Deploy the system: pnpm cluster up');
  };

/** The pods of a workload: a Deployment in our namespace, one that a lab has put beside Istio, or the gateway. */
export function podsIn(kubectl: MeshKubectl, namespaces: Namespaces) {
  const { namespace, gatewayNamespace } = namespaces;
  const deployment = deploymentIn(kubectl, namespaces);
  return async (workload: string): Promise<Pod[]> => {
    if (workload === gatewayWorkload)
      return (await kubectl.get(podListSchema, ['pods', '-n', gatewayNamespace, ...gatewaySelector])).items;
    const of = await deployment(workload);
    const { items } = await kubectl.get(podListSchema, ['pods', '-n', of.metadata.namespace ?? namespace]);
    return podsOf(of, items);
  };
}

export function workloadsIn(kubectl: MeshKubectl, namespaces: Namespaces) {
  const { namespace } = namespaces;
  const where = ['-n', namespace];
  const deployment = deploymentIn(kubectl, namespaces);
  const pods = podsIn(kubectl, namespaces);

  return {
    async replicas(workload: string): Promise<Replica[]> {
      const running = (await pods(workload)).filter(isReplica).map((pod) => replicaOf(pod, workload));
      return running.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    },

    wanted: async (workload: string): Promise<number> => (await deployment(workload)).spec.replicas,

    async scale(workload: string, replicas: number): Promise<void> {
      const { metadata } = await deployment(workload);
      const at = metadata.namespace ?? namespace;
      await refuseAutoscaler(kubectl, at, metadata.name);
      await kubectl.text(['scale', 'deployment', metadata.name, '-n', at, `--replicas=${replicas}`]);
    },

    async servicePorts(service: string) {
      const { items } = await kubectl.get(serviceListSchema, ['services', ...where]);
      const ports = items.find(({ metadata }) => metadata.name === service)?.spec.ports ?? [];
      return ports.map(({ name, port, appProtocol }) => ({ name, port, protocol: appProtocol }));
    },
  };
}

async function besideIstio(kubectl: MeshKubectl, workload: string): Promise<Deployment | undefined> {
  const { items } = await kubectl.get(deploymentListSchema, ['deployments', '-n', istioNamespace, '-l', labLabel]);
  return items.find(({ metadata }) => metadata.name === workload);
}

/** Image of each workload that is not a lab's own. */
export async function imagesIn(kubectl: MeshKubectl, namespace: string): Promise<Record<string, string>> {
  const { items } = await kubectl.get(deploymentListSchema, ['deployments', '-n', namespace, '-l', `!${labLabel}`]);
  return Object.fromEntries(
    items.map(({ metadata, spec }) => [metadata.name, spec.template.spec.containers[0]?.image ?? '']),
  );
}

/** One that ends is none any more: it takes no new requests. */
const isReplica = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp === undefined && status.phase !== 'Succeeded' && status.phase !== 'Failed';

export function replicaOf(pod: Pod, workload: string): Replica {
  const { metadata, status } = pod;
  return {
    workload,
    name: metadata.name,
    address: status.podIP,
    version: metadata.labels.version ?? '',
    ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    hasProxy: hasProxy(pod),
  };
}

/** It would scale back what a lab scales. */
async function refuseAutoscaler(kubectl: MeshKubectl, namespace: string, name: string): Promise<void> {
  const { items } = await kubectl.get(autoscalersSchema, ['horizontalpodautoscalers.autoscaling', '-n', namespace]);
  const found = items.find(({ spec }) => spec.scaleTargetRef.name === name);
  if (found === undefined) return;
  throw new MeshError(
    `${name} is scaled by the autoscaler ${found.metadata.name}, and a lab needs to say how many replicas there are`,
    'Switch it off: pnpm cluster up (without --with autoscaling)',
  );
}
