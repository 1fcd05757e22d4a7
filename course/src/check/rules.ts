import {
  type Lab,
  type MeshObject,
  type Place,
  readRules,
  type Report,
  scenarioFolder,
  solved,
  type Values,
  valueAt,
} from '@weather/labs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Problem } from './problem.ts';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Whether the manifests of the run carry the student's numbers, and none the planted mistake. */
export async function rulesProblems(
  { scenario, exercise }: Lab,
  parameters: Values,
  report: Report,
): Promise<Problem[]> {
  if (report.setting.isControl)
    return [
      { kind: 'rules', says: `It ran under the control ${report.setting.title}, not under rules of the student's.` },
    ];
  const objects = report.manifests.flatMap(({ yaml }) => objectIn(yaml) ?? []);
  const right = solved(exercise!, parameters, await readRules(scenarioFolder(scenario)));
  const { blanks, faults } = exercise!;
  const inBlanks = blanks
    .filter((blank) => !isRight(blank, objects, right))
    .map(
      (blank) => `${placeOf(blank)}: ${blank.says} is ${seen(blank, objects)}, and has to be ${seen(blank, right)}.`,
    );
  const kept = faults
    .filter((fault) => JSON.stringify(valueAt(objects, fault)) === JSON.stringify(fault.wrong))
    .map((fault) => `${placeOf(fault)}: the planted mistake is still there (${fault.says}).`);
  return [...inBlanks, ...kept].map((says) => ({ kind: 'rules', says }));
}

const placeOf = ({ kind, name, path }: Place) => `In ${kind} ${name}, at ${path.join('.')}`;

const seen = (place: Place, objects: readonly MeshObject[]) => JSON.stringify(valueAt(objects, place)) ?? 'missing';

const isRight = (place: Place, objects: readonly MeshObject[], right: readonly MeshObject[]) =>
  seen(place, objects) === seen(place, right);

/** What was applied came from a student's file, and need not be what it says. */
function objectIn(yaml: string): MeshObject | undefined {
  try {
    return objectSchema.safeParse(parse(yaml, { maxAliasCount: 0 })).data;
  } catch {
    return undefined;
  }
}
