import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { MeshObject } from '../mesh/mesh.ts';

/** Where a lab's rules lie. */
export const scenarioFolder = (name: string) => join(import.meta.dirname, '../../../istio/scenarios', name);

/** Rules that cannot be read; the message names the file. */
export class RulesError extends Error {
  override name = 'RulesError';
}

/** Files that become a ConfigMap: scripts, which are easier to read and to test as files of their own. */
const generatorSchema = z.strictObject({
  name: z.string(),
  namespace: z.string().optional(),
  files: z.array(z.string()),
});

/** Whatever else kustomize can do would have to be done here, too: it is refused, so that nothing is left out unseen. */
const kustomizationSchema = z.strictObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  namespace: z.string().optional(),
  resources: z.array(z.string()),
  configMapGenerator: z.array(generatorSchema).default([]),
  // Without it names would have the hash of what is in them at their end.
  generatorOptions: z.strictObject({ disableNameSuffixHash: z.literal(true) }).optional(),
});

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/**
 * The objects of a folder of rules, as `kubectl apply -k` would see them. Scenarios keep to plain resources, other such
 * folders, files as ConfigMaps and a namespace, so that a mesh without Kubernetes can read them too.
 *
 * @throws RulesError that names the file and what is wrong in it
 */
export async function readRules(folder: string): Promise<MeshObject[]> {
  const [kustomization] = await documentsOf(join(folder, 'kustomization.yaml'), kustomizationSchema);
  if (kustomization === undefined) throw new RulesError(`${join(folder, 'kustomization.yaml')} is empty`);
  const { resources, configMapGenerator, namespace } = kustomization;
  const objects: MeshObject[] = [];
  for (const resource of resources) {
    const path = join(folder, resource);
    objects.push(...(resource.endsWith('.yaml') ? await documentsOf(path, objectSchema) : await readRules(path)));
  }
  for (const generator of configMapGenerator) objects.push(await configMapOf(folder, generator));
  return objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, namespace: object.metadata.namespace ?? namespace },
  }));
}

/** Names of the folders of rules below one: what a lab puts in place in the course of its run. */
export async function furtherFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'kustomization.yaml')))
    .map(({ name }) => name);
}

async function configMapOf(
  folder: string,
  { name, namespace, files }: z.output<typeof generatorSchema>,
): Promise<MeshObject> {
  const data: Record<string, string> = {};
  for (const file of files) data[basename(file)] = await textOf(join(folder, file));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

async function documentsOf<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>[]> {
  return parseAllDocuments(await textOf(file)).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new RulesError(`${file}: ${error.message}`);
    const content: unknown = document.toJS();
    // As kubectl does it, a document with nothing in it is passed over.
    if (content === null) return [];
    const parsed = schema.safeParse(content);
    if (!parsed.success) throw new RulesError(`${file}: ${z.prettifyError(parsed.error)}`);
    return [parsed.data];
  });
}

const textOf = (file: string) =>
  readFile(file, 'utf8').catch((error: Error) => {
    throw new RulesError(`${file} cannot be read: ${error.message}`);
  });

const deploymentSchema = z.object({ spec: z.object({ replicas: z.int().default(1) }) });

const isWorkload = ({ kind }: MeshObject) => kind === 'Deployment';
const isRule = ({ apiVersion }: MeshObject) => apiVersion.includes('.istio.io/');

/** Workloads that a scenario brings along, such as the service that a rule asks: no rule works before they are ready. */
export const workloadsAmong = (objects: readonly MeshObject[]): { name: string; replicas: number }[] =>
  objects
    .filter(isWorkload)
    .map((object) => ({ name: object.metadata.name, replicas: deploymentSchema.parse(object).spec.replicas }));

/**
 * In which steps objects are applied: first what workloads need, then these, one after the other as the scenario has them,
 * last the rules that count on them. A service that starts before its store ends, and is started again only after a while.
 */
export function stepsOf(objects: readonly MeshObject[]): MeshObject[][] {
  const needed = objects.filter((object) => !isWorkload(object) && !isRule(object));
  return [needed, ...objects.filter(isWorkload).map((object) => [object]), objects.filter(isRule)].filter(
    ({ length }) => length > 0,
  );
}
