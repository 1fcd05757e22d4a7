import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stringify } from 'yaml';
import { componentsFolder, overlayFolder } from '../../src/places.ts';

/** Calls `use` with the folder of a kustomization: the overlay for minikube with components, in a namespace. */
export async function withOverlay<T>(
  { components, namespace }: { components: readonly string[]; namespace?: string },
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'weather-overlay-')));
  try {
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace,
      resources: [relative(folder, overlayFolder)],
      components: components.map((name) => relative(folder, join(componentsFolder, name))),
    };
    await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
