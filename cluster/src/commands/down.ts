import { Command } from 'commander';
import { chooseContext } from '../context.ts';
import { Failure } from '../failure.ts';
import { type MeshPlace, findMeshPlace } from '../istio.ts';
import { type Kubectl, kubectlOn } from '../kubectl.ts';
import { checkKubernetes } from '../kubernetes-version.ts';
import { optionalComponents, remove, renderMesh, renderSystem } from '../manifests.ts';
import { removeProviders } from '../mesh-config-map.ts';
import { foreignObjects, namespaceState } from '../namespace.ts';
import { contextOf, withExamples } from '../options.ts';
import { namespace } from '../places.ts';
import { waitUntil } from '../poll.ts';
import type { World } from '../world.ts';

export function downCommand(world: World): Command {
  const command = new Command('down')
    .description('take away all that up brought, the event log too, and leave the cluster as it was')
    .option('--all', `delete namespace ${namespace} also when it holds what others put there`)
    .action(({ all = false }: { all?: boolean }, self: Command) => down(world, contextOf(self), all));
  return withExamples(command, ['pnpm cluster down']);
}

async function down(world: World, named: string | undefined, all: boolean): Promise<void> {
  const context = await chooseContext(world, named);
  const kubectl = kubectlOn(context.name, world);
  await checkKubernetes(kubectl);
  const state = await namespaceState(kubectl);
  if (state === 'foreign') world.say(`namespace ${namespace} is not ours and stays`);
  if (state === 'ours' && !all) await refuseOthers(kubectl);
  // Of an Istio that is gone nothing is left to be taken out.
  const meshPlace = await findMeshPlace(kubectl);
  await removeOutside(kubectl, meshPlace);
  if (state === 'ours') await kubectl.text(['delete', 'namespace', namespace, '--wait=false']);
  if (state === 'ours' || state === 'ending') await awaitGone(world, kubectl);
  if (meshPlace !== undefined && (await removeProviders(kubectl, meshPlace)))
    world.say('took our extension providers out of the mesh');
  world.say(state === 'absent' ? 'nothing of ours is left' : 'down');
}

async function refuseOthers(kubectl: Kubectl): Promise<void> {
  const others = await foreignObjects(kubectl);
  if (others.length === 0) return;
  throw new Failure(
    `namespace ${namespace} holds what we did not put there: ${others.join(', ')}`,
    'Move it, or delete it along with the rest: pnpm cluster down --all',
  );
}

/** What a namespace does not take along when it goes. */
async function removeOutside(kubectl: Kubectl, meshPlace: MeshPlace | undefined): Promise<void> {
  const components = [...optionalComponents];
  const system = await renderSystem(kubectl, { components, images: [] });
  const mesh = meshPlace === undefined ? [] : await renderMesh(kubectl);
  const isOutside = ({ kind, metadata }: (typeof system)[number]) =>
    kind !== 'Namespace' && metadata.namespace !== namespace;
  await remove(kubectl, [...system, ...mesh].filter(isOutside));
}

async function awaitGone(world: World, kubectl: Kubectl): Promise<void> {
  await waitUntil(world, { what: `namespace ${namespace} to go`, stallMs: 180_000 }, async () => {
    if ((await namespaceState(kubectl)) === 'absent') return { done: true };
    const { stdout } = await kubectl.attempt(['get', 'pods', '-n', namespace, '-o', 'name']);
    const pods = stdout.split('\n').filter((line) => line !== '').length;
    return { waiting: pods === 0 ? 'what it holds is being deleted' : `${pods} pods are ending` };
  });
}
