import { chooseContext, type ClusterContext } from './context.ts';
import { findIstio, type Istio } from './istio.ts';
import { type Kubectl, kubectlOn } from './kubectl.ts';
import { checkKubernetes } from './kubernetes-version.ts';
import type { World } from './world.ts';

/** A cluster that was found fit to work on. */
export interface Cluster {
  context: ClusterContext;
  kubectl: Kubectl;
  kubernetesVersion: string;
  istio: Istio;
}

/** Looks at everything that must be there before anything is done; a Failure tells the first thing missing. */
export async function openCluster(world: World, namedContext: string | undefined): Promise<Cluster> {
  const context = await chooseContext(world, namedContext);
  const kubectl = kubectlOn(context.name, world);
  const kubernetesVersion = await checkKubernetes(kubectl);
  return { context, kubectl, kubernetesVersion, istio: await findIstio(kubectl) };
}
