import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSubscribers } from '../start/subscribers.ts';
import { portOffsets } from '../start/service-definitions.ts';
import { format } from './format.ts';
import type { Registration } from './register/registration.ts';
import { registrations } from './register/registrations.ts';
import { isWorkedOn } from './register/worked-on.ts';
import { Refusal } from './refusal.ts';
import { checkName } from './service-name.ts';
import { type ServiceIdentity, ownFiles, ownFolders } from './template-files.ts';

/** What is to become of a file, by its path from the root; undefined is a file that is not there. */
export interface Change {
  file: string;
  before: string | undefined;
  after: string | undefined;
}

export interface Plan {
  service: ServiceIdentity;
  changes: Change[];
}

/**
 * All that has to be written for a new service; nothing is touched.
 *
 * @throws Refusal when there can be no service of this name
 */
export async function planAddition(name: string, root: string): Promise<Plan> {
  checkName(name, root);
  const service = { name, portOffset: freePortOffset() };
  const own = format(ownFiles(service));
  for (const file of own.keys()) if (existsSync(join(root, file))) throw new Refusal(`${file} is there already`);
  const changes = [...own].map(([file, after]) => ({ file, before: undefined, after }));
  return { service, changes: [...changes, ...(await registered(root, (one, text) => one.add(text, service)))] };
}

/**
 * All that has to be taken away of a service that was added; nothing is touched.
 *
 * @throws Refusal when there is none of this name, or (without `force`) somebody has worked on it since
 */
export async function planRemoval(name: string, root: string, { force }: { force: boolean }): Promise<Plan> {
  const found = findSubscribers(root).find((subscriber) => subscriber.name === name);
  if (found === undefined) throw new Refusal(`services/${name} is no service that pnpm new-service wrote: it stays`);
  const service = { name, portOffset: found.portOffset };
  const present = filesOf(service, root);
  const worked = force ? [] : [...workedOn(service, present), ...(await workedOnEntries(service, root))];
  if (worked.length > 0)
    throw new Refusal(
      `since ${name} was written somebody has worked on it, which would be lost: ${worked.join(', ')}. If it can be spared: --force`,
    );
  const own = [...present].map(([file, before]) => ({ file, before, after: undefined }));
  return { service, changes: [...own, ...(await registered(root, (one, text) => one.remove(text, service)))] };
}

/** What is registered several times in one file is one change of it. */
async function registered(
  root: string,
  edit: (registration: Registration, text: string) => string | Promise<string>,
): Promise<Change[]> {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const texts = new Map<string, string>();
  for (const registration of registrations) {
    const { file } = registration;
    texts.set(file, await edit(registration, texts.get(file) ?? read(file)));
  }
  return [...format(texts)].map(([file, after]) => ({ file, before: read(file), after }));
}

function freePortOffset(): number {
  const taken = new Set(portOffsets.values());
  for (let offset = 0; ; offset++) if (!taken.has(offset)) return offset;
}

/** What lies in the service's folders now, but for what pnpm put there. */
function filesOf(service: ServiceIdentity, root: string): Map<string, string> {
  const patterns = [...ownFolders(service.name).map((folder) => `${folder}/**`), ...ownFiles(service).keys()];
  const files = globSync(patterns, { cwd: root, withFileTypes: true, exclude: ({ name }) => name === 'node_modules' })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

/** Files of all services in which what stands of this one is no longer as it was written. */
async function workedOnEntries(service: ServiceIdentity, root: string): Promise<string[]> {
  const worked = new Set<string>();
  for (const registration of registrations) {
    const { file } = registration;
    if (await isWorkedOn(registration, readFileSync(join(root, file), 'utf8'), service)) worked.add(file);
  }
  return [...worked].map((file) => `its part of ${file}`);
}

function workedOn(service: ServiceIdentity, present: ReadonlyMap<string, string>): string[] {
  const written = format(ownFiles(service));
  return [...new Set([...written.keys(), ...present.keys()])].filter((file) => present.get(file) !== written.get(file));
}
