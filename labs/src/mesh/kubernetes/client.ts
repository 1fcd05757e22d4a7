import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClusterContext, type Pod, type World, howToBringIn, podSchema, podTrouble } from '@weather/cluster';
import { type Client, type ClientSettings, MeshError } from '../mesh.ts';
import { clientName, clientPodOf, clientWorkload, scriptMapOf } from './client-manifests.ts';
import type { MeshKubectl } from './mesh-kubectl.ts';
import { asList, fieldManager } from './own-mark.ts';
import { pause } from './pause.ts';
import { runFortio } from './run-fortio.ts';
import { runK6 } from './run-k6.ts';
import { imageThatIsMissing } from './trouble.ts';
import { replicaOf } from './workloads.ts';

const script = join(import.meta.dirname, '../../../load/lab-load.ts');

const startsWithinMs = 120_000;

interface Ground {
  kubectl: MeshKubectl;
  namespace: string;
  context: ClusterContext;
  world: Pick<World, 'signal' | 'env'>;
}

/** Brings a pod of load generators into the mesh and waits until it and its proxy are ready. */
export async function startClient(ground: Ground, settings: ClientSettings): Promise<Client> {
  const { kubectl, namespace } = ground;
  const objects = [scriptMapOf(settings, namespace, await readFile(script, 'utf8')), clientPodOf(settings, namespace)];
  const how = ['--server-side', `--field-manager=${fieldManager}`, '--validate=strict'];
  await kubectl.text(['apply', ...how, '-f', '-'], { stdin: asList(objects) });
  const pod = await untilReady(ground, settings);
  const replica = replicaOf(pod, clientWorkload);
  if (settings.hasProxy && !replica.hasProxy) throw withoutProxy(namespace);
  return {
    replica,
    run: (plan, onProgress) =>
      plan.tool === 'fortio'
        ? runFortio(kubectl, { namespace, pod: replica.name }, plan)
        : runK6(kubectl, { namespace, pod: replica.name }, plan, onProgress),
  };
}

async function untilReady({ kubectl, namespace, context, world }: Ground, settings: ClientSettings): Promise<Pod> {
  const deadline = performance.now() + startsWithinMs;
  for (;;) {
    const pod = await kubectl.get(podSchema, ['pod', clientName(settings), '-n', namespace]);
    const trouble = podTrouble(pod);
    if (trouble === undefined) return pod;
    const image = imageThatIsMissing(pod, trouble.reason);
    if (image !== undefined)
      throw new MeshError(
        `the load generator's image ${image} is not in the cluster, and cannot be fetched (${trouble.reason})`,
        `Bring it in: ${howToBringIn(world, context, image)}`,
      );
    if (pod.status.phase === 'Failed' || performance.now() > deadline)
      throw new MeshError(
        `the load generator ${clientName(settings)} does not start: ${trouble.reason}`,
        `Look closer: kubectl -n ${namespace} describe pod ${clientName(settings)}`,
      );
    await pause(500, world.signal);
  }
}

const withoutProxy = (namespace: string) =>
  new MeshError(
    'Istio put no proxy into the load generator, so it is no client of the mesh',
    `See that the namespace asks for it: kubectl label namespace ${namespace} istio-injection=enabled --overwrite`,
  );
