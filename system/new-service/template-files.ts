import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { subscriberSchema } from '../start/subscribers.ts';
import { fill } from './placeholder.ts';

const folder = join(import.meta.dirname, 'template');

/** A service that is to be written or taken away. */
export interface ServiceIdentity {
  name: string;
  /** Its port with `pnpm start`, counted from that of the page. */
  portOffset: number;
}

/** A file of the template, filled in. */
export const templateText = (file: string, { name, portOffset }: ServiceIdentity): string =>
  fill(readFileSync(join(folder, file), 'utf8'), name, portOffset);

/** Where the template's folders and files go to, from the root of the project. */
const destinations = (name: string): [source: string, destination: string][] => [
  ['service', `services/${name}`],
  ['k8s', `k8s/base/${name}`],
  ['network-policy.yaml', `k8s/components/network-policies/${name}.yaml`],
];

/** Folders that are the service's own: what else comes to lie in them goes with them. */
export const ownFolders = (name: string) => [`services/${name}`, `k8s/base/${name}`];

const packageSchema = z.looseObject({ weather: subscriberSchema });

/** All files that are the service's own, with their texts, by path from the root of the project. */
export function ownFiles(service: ServiceIdentity): Map<string, string> {
  const files = new Map<string, string>();
  for (const [source, destination] of destinations(service.name)) {
    for (const entry of globSync(`${source}{,/**}`, { cwd: folder, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/');
      files.set(destination + file.slice(source.length), templateText(file, service));
    }
  }
  const manifest = `services/${service.name}/package.json`;
  const { weather, ...rest } = packageSchema.parse(JSON.parse(files.get(manifest)!));
  files.set(manifest, JSON.stringify({ ...rest, weather: { ...weather, portOffset: service.portOffset } }));
  return files;
}
