import { z } from 'zod';
import { Failure } from './failure.ts';
import type { Kubectl } from './kubectl.ts';
import { type Component, optionalComponents } from './manifests.ts';
import { metadataSchema, storageClassListSchema } from './objects.ts';
import { namespace } from './places.ts';
import type { World } from './world.ts';

/** Annotation on the namespace: which components were put there, so that the next run keeps or removes them. */
const annotation = 'weather-mesh/components';

const namespaceSchema = z.object({ metadata: metadataSchema });
const known: readonly Component[] = [...optionalComponents, 'event-log-claim'];

/** The components that are there from earlier runs. */
export async function recordedComponents(kubectl: Kubectl): Promise<Component[]> {
  const { metadata } = await kubectl.get(namespaceSchema, ['namespace', namespace]);
  const names = metadata.annotations[annotation]?.split(',').filter((name) => name !== '') ?? [];
  const unknown = names.filter((name) => !known.some((one) => one === name));
  if (unknown.length === 0) return names as Component[];
  throw new Failure(
    `another version deployed the system with ${unknown.join(', ')}, which this one does not have`,
    `Take it away (pnpm cluster down), or leave what it added where it is: kubectl annotate namespace ${namespace} ${annotation}-`,
  );
}

export async function recordComponents(kubectl: Kubectl, components: readonly Component[]): Promise<void> {
  await kubectl.text(['annotate', 'namespace', namespace, `${annotation}=${components.join(',')}`, '--overwrite']);
}

/** What `--with` asks for, or what is there already, and the event log's volume where the cluster can provide one. */
export async function chooseComponents(
  { say }: World,
  kubectl: Kubectl,
  asked: readonly Component[] | undefined,
  recorded: readonly Component[],
): Promise<Component[]> {
  const optional = asked ?? recorded.filter((name) => name !== 'event-log-claim');
  const storageClass = await defaultStorageClass(kubectl);
  if (storageClass === undefined) {
    say('the event log is as old as its pod: the cluster has no default StorageClass for a volume (emptyDir)');
    return [...optional];
  }
  say(`the event log is on a volume of StorageClass ${storageClass}, which outlives its pod`);
  return ['event-log-claim', ...optional];
}

async function defaultStorageClass(kubectl: Kubectl): Promise<string | undefined> {
  const { items } = await kubectl.get(storageClassListSchema, ['storageclasses']);
  const isDefault = 'storageclass.kubernetes.io/is-default-class';
  return items.find(({ metadata }) => metadata.annotations[isDefault] === 'true')?.metadata.name;
}
