import { type Lab, type MeshObject, type Place, type Report, solutionOf, type Values, valueAt } from '@weather/labs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Problem } from './problem.ts';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** Whether the manifests of the run carry the student's numbers, and none the planted mistake. */
export async function rulesProblems(lab: Lab, parameters: Values, report: Report): Promise<Problem[]> {
  if (report.setting.isControl)
    return [
      { kind: 'rules', says: `It ran under the control ${report.setting.title}, not under rules of the student's.` },
    ];
  const solution = await solutionOf(lab, parameters);
  const { blanks, faults } = lab.exercise!;
  // Without traffic nothing was put in place on the way.
  const applied = blanks.filter(({ folder }) => folder === undefined || report.attempts.length > 0);
  const inBlanks = applied
    .map((blank) => ({ blank, is: written(valueIn(report, blank)), has: written(solution(blank)) }))
    .filter(({ is, has }) => is !== has)
    .map(({ blank, is, has }) => `${placeOf(blank)}: ${blank.says} is ${is}, and has to be ${has}.`);
  const kept = faults
    .filter((fault) => written(valueIn(report, fault)) === written(fault.wrong))
    .map((fault) => `${placeOf(fault)}: the planted mistake is still there (${fault.says}).`);
  return [...inBlanks, ...kept].map((says) => ({ kind: 'rules', says }));
}

const placeOf = ({ folder, kind, name, path }: Place) =>
  `In ${kind} ${name}${folder === undefined ? '' : ` of ${folder}/`}, at ${path.join('.')}`;

function valueIn({ manifests }: Report, place: Place): unknown {
  const there = manifests.filter(({ folder }) => folder === place.folder);
  return valueAt(
    there.flatMap(({ yaml }) => objectIn(yaml) ?? []),
    place,
  );
}

const written = (value: unknown) => JSON.stringify(value) ?? 'missing';

/** What was applied came from a student's file, and need not be what it says. */
function objectIn(yaml: string): MeshObject | undefined {
  try {
    return objectSchema.safeParse(parse(yaml, { maxAliasCount: 0 })).data;
  } catch {
    return undefined;
  }
}
