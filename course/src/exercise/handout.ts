import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  blankMark,
  type Exercise,
  furtherFolders,
  type Lab,
  type MeshObject,
  readRules,
  scenarioFolder,
  solved,
  type Values,
  withValue,
} from '@weather/labs';
import { stringify } from 'yaml';

interface Handout {
  lab: Lab;
  exercise: Exercise;
  parameters: Values;
  fault: Exercise['faults'][number];
}

/**
 * A lab's rules with the student's numbers, the mistake planted and the blanks left open.
 *
 * @param folder of the rules, where the lab puts them in place on its way
 */
export function handedOut(
  { exercise, parameters, fault }: Handout,
  objects: readonly MeshObject[],
  folder?: string,
): MeshObject[] {
  const right = solved(exercise, parameters, objects, folder);
  const { kind: ofKind, name: called, path: at, wrong } = fault;
  const faulty = fault.folder === folder ? withValue(ofKind, called, at, wrong)(right) : right;
  return exercise.blanks
    .filter((blank) => blank.folder === folder)
    .reduce((done, { kind, name, path }) => withValue(kind, name, path, blankMark)(done), faulty);
}

/**
 * Writes them as a folder that `pnpm lab run --rules` takes: a file for each object, without the scenario's comments, which
 * would tell. What a lab puts in place on its way lies in folders of its own, as in the scenario.
 */
export async function writeHandout(handout: Handout, folder: string): Promise<void> {
  const scenario = scenarioFolder(handout.lab.scenario);
  await writeRules(handedOut(handout, await readRules(scenario)), folder);
  for (const further of await furtherFolders(scenario))
    await writeRules(handedOut(handout, await readRules(join(scenario, further)), further), join(folder, further));
}

async function writeRules(objects: readonly MeshObject[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const resources = objects.map(({ kind, metadata }) => fileNameOf(kind, metadata.name));
  for (const [index, object] of objects.entries()) await writeFile(join(folder, resources[index]!), stringify(object));
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization));
}

/** `virtual-service-machine-learning.yaml` */
export const fileNameOf = (kind: string, name: string): string =>
  `${kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}-${name}.yaml`;
