import { type Cluster, Failure, type World, namespace, namespaceState, openCluster } from '@weather/cluster';
import { type Mesh, MeshError, NotDeployedError } from '../mesh.ts';
import { startClient } from './client.ts';
import { type Held, journalIn } from './journal.ts';
import { meshKubectl } from './mesh-kubectl.ts';
import { ownObjects } from './own-objects.ts';
import { commandOf } from './proof-commands.ts';
import { proxiesOn } from './proxies.ts';
import { troubleIn } from './trouble.ts';
import { imagesIn, workloadsIn } from './workloads.ts';

/**
 * The mesh of a Kubernetes cluster with Istio.
 * @param context kubectl's; undefined: the current one, if it is of a cluster on this machine
 * @throws MeshError when there is no such cluster, Istio is missing or the system is not deployed
 */
export async function openKubernetesMesh(world: World, context?: string): Promise<Mesh> {
  const cluster = await asMeshError(() => openCluster(world, context));
  const state = await asMeshError(() => namespaceState(cluster.kubectl));
  if (state === 'absent') throw new NotDeployedError('the system is not deployed', 'Deploy it: pnpm cluster up');
  if (state !== 'ours') throw new MeshError(troubles[state], 'Deploy it: pnpm cluster up');
  return meshOf(cluster, world, { lab: 'none', uid: undefined });
}

const troubles = {
  ending: `namespace ${namespace} is being deleted`,
  foreign: `namespace ${namespace} is not ours`,
};

/** @param held shared by all that speak to the mesh with one hold, whatever signal ends them */
function meshOf(cluster: Cluster, world: World, held: Held): Mesh {
  const { context, istio, kubernetesVersion } = cluster;
  const kubectl = meshKubectl(context.name, world);
  const namespaces = { namespace, gatewayNamespace: istio.gateway.namespace };
  return {
    facts: async () => ({
      place: context.name,
      platform: `Kubernetes ${kubernetesVersion}`,
      istio: istio.version,
      images: await imagesIn(kubectl, namespace),
    }),
    ...journalIn(kubectl, namespace, held),
    ...ownObjects(kubectl, namespaces, () => held.lab),
    ...workloadsIn(kubectl, namespaces),
    troubleOf: troubleIn(kubectl, { namespaces, context, env: world.env }),
    ...proxiesOn(kubectl, namespaces, world.signal),
    startClient: (settings) => startClient({ kubectl, namespace, context, world }, settings),
    gatewayUrl: () => `http://${istio.gateway.name}.${istio.gateway.namespace}`,
    commandFor: (proof) => commandOf(proof, namespaces),
    until: (signal) => meshOf(cluster, { ...world, signal }, held),
  };
}

async function asMeshError<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure) throw new MeshError(error.message, error.hint);
    throw error;
  }
}
