import { chooseComponents, recordComponents, recordedComponents } from './choose-components.ts';
import type { Cluster } from './cluster.ts';
import { vanished } from './documents.ts';
import { loadImages } from './image-loading.ts';
import { type Image, missingImages, prepareImages, referenceOf } from './images.ts';
import { type Component, apply, remove, renderMesh, renderSystem } from './manifests.ts';
import { addProviders, neededProviders } from './mesh-config-map.ts';
import { namespaceState, refuseForeign } from './namespace.ts';
import { meshConfigFile, namespace, root } from './places.ts';
import { waitUntil } from './poll.ts';
import type { World } from './world.ts';

export interface DeployOptions {
  build: boolean;
  /** Components asked for; undefined keeps those that are there. */
  components: Component[] | undefined;
  stallMs: number;
}

/** Brings the cluster to the state that the files describe; each step finds what an earlier run did of it done. */
export async function deploy(world: World, cluster: Cluster, options: DeployOptions): Promise<void> {
  const { kubectl, istio } = cluster;
  await awaitUsableNamespace(world, cluster, options.stallMs);
  const images = await bringImages(world, cluster, options);
  if (await addProviders(kubectl, istio, await neededProviders(meshConfigFile)))
    world.say(`added our extension providers to the mesh (ConfigMap ${istio.namespace}/${istio.meshConfigMap})`);
  await applyAll(world, cluster, options, images);
}

async function awaitUsableNamespace(world: World, { kubectl }: Cluster, stallMs: number): Promise<void> {
  await waitUntil(world, { what: `namespace ${namespace}`, stallMs }, async () => {
    const state = await namespaceState(kubectl);
    if (state === 'foreign') return refuseForeign();
    return state === 'ending' ? { waiting: 'it is still being deleted' } : { done: true };
  });
}

async function bringImages(world: World, { context, kubectl }: Cluster, { build }: DeployOptions): Promise<Image[]> {
  const images = await prepareImages(world, root, { build });
  const missing = await missingImages(kubectl, images);
  if (missing.length === 0) world.say('the cluster has all images');
  else await loadImages(world, context, missing);
  world.say(`images: ${images.map(referenceOf).join(' ')}`);
  return images;
}

async function applyAll(world: World, cluster: Cluster, options: DeployOptions, images: Image[]): Promise<void> {
  const { kubectl } = cluster;
  const bare = await renderSystem(kubectl, { components: [], images });
  await apply(
    kubectl,
    bare.filter(({ kind }) => kind === 'Namespace'),
  );
  const recorded = await recordedComponents(kubectl);
  const components = await chooseComponents(world, kubectl, options.components, recorded);
  // Written first, so that a run that is cut off leaves nothing unknown behind.
  await recordComponents(kubectl, [...new Set([...recorded, ...components])]);
  const system = await renderSystem(kubectl, { components, images });
  world.say(`applying ${['the system', ...components].join(', ')} and the mesh's rules`);
  await apply(kubectl, [...system, ...(await renderMesh(kubectl))]);
  if (recorded.some((name) => !components.includes(name))) {
    const before = await renderSystem(kubectl, { components: recorded, images });
    await remove(kubectl, vanished(before, system));
  }
  await recordComponents(kubectl, components);
}
