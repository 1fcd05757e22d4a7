import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { type ManifestDocument, documentsIn, joinDocuments } from './documents.ts';
import type { Image } from './images.ts';
import type { Kubectl } from './kubectl.ts';
import { componentsFolder, istioFolder, overlayFolder } from './places.ts';

/** What may be switched on with `--with`. */
export const optionalComponents = ['observability', 'autoscaling', 'network-policies'] as const;

export type Component = (typeof optionalComponents)[number] | 'event-log-claim';

/** The overlay for minikube with components and the images of this build. */
export function renderSystem(
  kubectl: Kubectl,
  { components, images }: { components: readonly Component[]; images: readonly Image[] },
): Promise<ManifestDocument[]> {
  const newImages = images.map(({ name, tag }) => ({ name, newTag: tag }));
  return withOverlay({ components, images: newImages }, async (folder) =>
    documentsIn(await kubectl.text(['kustomize', folder])),
  );
}

/** Calls `use` with the folder of a kustomization: the overlay for minikube with components, and what else it says. */
export async function withOverlay<T>(
  { components, ...more }: { components: readonly string[]; images?: object[]; namespace?: string },
  use: (folder: string) => Promise<T>,
): Promise<T> {
  // Kustomize takes folders relative to its own alone, and macOS' temporary folder is behind a link.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'weather-overlay-')));
  try {
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [relative(folder, overlayFolder)],
      components: components.map((name) => relative(folder, join(componentsFolder, name))),
      ...more,
    };
    await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The gateway, its routes and the mesh's rules. */
export async function renderMesh(kubectl: Kubectl): Promise<ManifestDocument[]> {
  return documentsIn(await kubectl.text(['kustomize', istioFolder]));
}

/** Applies objects; whoever wrote a field before, ours is what counts. */
export async function apply(kubectl: Kubectl, documents: readonly ManifestDocument[]): Promise<void> {
  const how = ['--server-side', '--force-conflicts', '--field-manager=weather-cluster'];
  await kubectl.text(['apply', ...how, '--filename', '-'], { stdin: joinDocuments(documents) });
}

/** Deletes objects, if they are there. */
export async function remove(kubectl: Kubectl, documents: readonly ManifestDocument[]): Promise<void> {
  if (documents.length === 0) return;
  await kubectl.text(['delete', '--ignore-not-found', '--filename', '-'], { stdin: joinDocuments(documents) });
}
