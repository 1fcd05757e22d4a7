import { type Lab, type MeshObject, type Place, type Report, solutionOf, type Values, valueAt } from '@weather/labs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Problem } from './problem.ts';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** A manifest of the run; no content: it cannot be read. */
type Applied = Report['manifests'][number] & { content: MeshObject | undefined };

/** Whether the manifests of the run carry the student's numbers, and none the planted mistake. */
export async function rulesProblems(lab: Lab, parameters: Values, report: Report): Promise<Problem[]> {
  if (report.setting.isControl)
    return [
      { kind: 'rules', says: `It ran under the control ${report.setting.title}, not under rules of the student's.` },
    ];
  const applied = report.manifests.map((manifest) => ({ ...manifest, content: objectIn(manifest.yaml) }));
  const solution = await solutionOf(lab, parameters);
  const { blanks, faults } = lab.exercise!;
  const unread = applied
    .filter(({ content }) => content === undefined)
    .map(
      (manifest) =>
        `${nameOf(manifest)} cannot be read, so that nobody can tell what is in it: hand in the file as the run wrote it.`,
    );
  const inBlanks = blanks
    // Without traffic nothing was put in place on the way.
    .filter(({ folder }) => folder === undefined || report.attempts.length > 0)
    .filter((blank) => !isUnread(applied, blank))
    .map((blank) => ({ blank, is: written(valueIn(applied, blank)), has: written(solution(blank)) }))
    .filter(({ is, has }) => is !== has)
    .map(({ blank, is, has }) => `${placeOf(blank)}: ${blank.says} is ${is}, and has to be ${has}.`);
  const kept = faults
    .filter((fault) => written(valueIn(applied, fault)) === written(fault.wrong))
    .map((fault) => `${placeOf(fault)}: the planted mistake is still there (${fault.says}).`);
  return [...unread, ...inBlanks, ...kept].map((says) => ({ kind: 'rules', says }));
}

const inFolder = (folder: string | undefined) => (folder === undefined ? '' : ` of ${folder}/`);

const nameOf = ({ object, folder }: Applied) => `The manifest ${object}${inFolder(folder)}`;

const placeOf = ({ folder, kind, name, path }: Place) => `In ${kind} ${name}${inFolder(folder)}, at ${path.join('.')}`;

const objectsIn = (applied: readonly Applied[], { folder }: Place): MeshObject[] =>
  applied.filter((manifest) => manifest.folder === folder).flatMap(({ content }) => content ?? []);

const valueIn = (applied: readonly Applied[], place: Place) => valueAt(objectsIn(applied, place), place);

/** Whether the place may be in what cannot be read: then it is not said to be missing. */
const isUnread = (applied: readonly Applied[], place: Place) =>
  applied.some(({ content, folder }) => content === undefined && folder === place.folder) &&
  valueAt(objectsIn(applied, place), { ...place, path: [] }) === undefined;

const written = (value: unknown) => JSON.stringify(value) ?? 'missing';

/**
 * What was applied came from a student's file, and need not be what it says. The parser itself bounds what aliases may make
 * of it.
 */
function objectIn(yaml: string): MeshObject | undefined {
  try {
    return objectSchema.safeParse(parse(yaml)).data;
  } catch {
    return undefined;
  }
}
