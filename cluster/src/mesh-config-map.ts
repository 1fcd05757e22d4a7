import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { MeshPlace } from './istio.ts';
import type { Kubectl } from './kubectl.ts';
import { type Provider, providersIn, withProviders, withoutProviders } from './mesh-config.ts';
import { configMapSchema } from './objects.ts';

/** Annotations on Istio's ConfigMap that say what is ours, so that it can be taken out again, and only that. */
const addedAnnotation = 'weather-mesh/added-providers';
const beforeAnnotation = 'weather-mesh/mesh-before';
const writtenAnnotation = 'weather-mesh/mesh-written-sha256';

const namesSchema = z.array(z.string());

/** The providers that the files under istio/ need. */
export async function neededProviders(file: string): Promise<Provider[]> {
  return providersIn(await readFile(file, 'utf8'));
}

/** Adds extension providers to the mesh; true if something was to do. The change and its mark are one write. */
export async function addProviders(kubectl: Kubectl, place: MeshPlace, wanted: readonly Provider[]): Promise<boolean> {
  const now = await readMesh(kubectl, place);
  const before = withoutOurs(now);
  const { mesh, added } = withProviders(before, wanted);
  if (mesh === now.mesh) return false;
  const annotations = {
    [addedAnnotation]: JSON.stringify(added),
    [beforeAnnotation]: before,
    [writtenAnnotation]: digest(mesh),
  };
  await writeMesh(kubectl, place, now.resourceVersion, mesh, annotations);
  return true;
}

/** Takes out what `addProviders` put in; true if something was to do. */
export async function removeProviders(kubectl: Kubectl, place: MeshPlace): Promise<boolean> {
  const now = await readMesh(kubectl, place);
  if (!now.marked) return false;
  const annotations = { [addedAnnotation]: null, [beforeAnnotation]: null, [writtenAnnotation]: null };
  await writeMesh(kubectl, place, now.resourceVersion, withoutOurs(now), annotations);
  return true;
}

/** To the byte what was there before us, if nobody (an upgrade of Istio, say) changed the mesh since. */
function withoutOurs({ mesh, added, before, written }: Awaited<ReturnType<typeof readMesh>>): string {
  return before !== undefined && digest(mesh) === written ? before : withoutProviders(mesh, added);
}

async function readMesh(kubectl: Kubectl, { namespace, meshConfigMap }: MeshPlace) {
  const { metadata, data } = await kubectl.get(configMapSchema, ['configmap', meshConfigMap, '-n', namespace]);
  const { [addedAnnotation]: added, [beforeAnnotation]: before, [writtenAnnotation]: written } = metadata.annotations;
  return {
    mesh: data.mesh ?? '',
    resourceVersion: metadata.resourceVersion,
    marked: added !== undefined,
    added: added === undefined ? [] : namesSchema.parse(JSON.parse(added)),
    before,
    written,
  };
}

/** A change in between makes the API server refuse, since the version that was read goes with it. */
async function writeMesh(
  kubectl: Kubectl,
  { namespace, meshConfigMap }: MeshPlace,
  resourceVersion: string,
  mesh: string,
  annotations: Record<string, string | null>,
): Promise<void> {
  const patch = JSON.stringify({ metadata: { resourceVersion, annotations }, data: { mesh } });
  const place = ['-n', namespace, 'patch', 'configmap', meshConfigMap, '--type=merge'];
  await kubectl.text([...place, '--field-manager=weather-cluster', '--patch', patch]);
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
