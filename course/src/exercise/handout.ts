import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  blankMark,
  type Exercise,
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

/** A lab's rules with the student's numbers, the mistake planted and the blanks left open. */
export function handedOut({ exercise, parameters, fault }: Handout, objects: readonly MeshObject[]): MeshObject[] {
  const faulty = withValue(fault.kind, fault.name, fault.path, fault.wrong)(solved(exercise, parameters, objects));
  return exercise.blanks.reduce((done, { kind, name, path }) => withValue(kind, name, path, blankMark)(done), faulty);
}

/**
 * Writes them as a folder that `pnpm lab run --rules` takes: a file for each object, without the scenario's comments, which
 * would tell. Rules that a lab puts in place on its way are handed out as they are.
 */
export async function writeHandout(handout: Handout, folder: string): Promise<void> {
  const scenario = scenarioFolder(handout.lab.scenario);
  await writeRules(handedOut(handout, await readRules(scenario)), folder);
  for (const further of await foldersIn(scenario))
    await writeRules(await readRules(join(scenario, further)), join(folder, further));
}

/** Folders of rules; what else lies there, such as tokens, is for those who do a lab by hand. */
async function foldersIn(scenario: string): Promise<string[]> {
  const entries = await readdir(scenario, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(scenario, entry.name, 'kustomization.yaml')))
    .map(({ name }) => name);
}

async function writeRules(objects: readonly MeshObject[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const resources = objects.map(fileNameOf);
  for (const [index, object] of objects.entries()) await writeFile(join(folder, resources[index]!), stringify(object));
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  await writeFile(join(folder, 'kustomization.yaml'), stringify(kustomization));
}

/** `virtual-service-machine-learning.yaml` */
const fileNameOf = ({ kind, metadata }: MeshObject) =>
  `${kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}-${metadata.name}.yaml`;
