import type { Assignment } from '../class/class-file.ts';
import type { Grade } from '../check/problem.ts';

/** What came of one student's exercise; undefined: nothing was handed in. */
export interface Result {
  assignment: Assignment;
  grade: Grade | undefined;
  /** Whether the three sentences are there, which the teacher reads. */
  sentences: boolean;
}

/** For each exercise of the class the submission that counts: an accepted one, else one with the student's seal, else the newest. */
export function resultsOf(
  assignments: readonly Assignment[],
  grades: readonly Grade[],
  withSentences: ReadonlySet<Assignment>,
): Result[] {
  const best = grades.toSorted(
    (one, other) =>
      Number(other.accepted) - Number(one.accepted) ||
      Number(other.sealed) - Number(one.sealed) ||
      other.ended.localeCompare(one.ended),
  );
  return assignments.map((assignment) => ({
    assignment,
    grade: best.find(({ student, lab }) => student === assignment.student && lab === assignment.lab),
    sentences: withSentences.has(assignment),
  }));
}

/** Submissions of nobody in this class, or of a lab that was not asked for. */
export const strangersAmong = (assignments: readonly Assignment[], grades: readonly Grade[]): Grade[] =>
  grades.filter(({ student, lab }) => !assignments.some((one) => one.student === student && one.lab === lab));

/** `accepted`, `not accepted` or `missing`. */
export const resultInWords = ({ grade }: Result): string =>
  grade === undefined ? 'missing' : grade.accepted ? 'accepted' : 'not accepted';

/** `handed in`, or nothing. */
export const sentencesInWords = ({ sentences }: Result): string => (sentences ? 'handed in' : '');

/** How many students met each hint, the commonest first. */
export function hintTally(results: readonly Result[]): [hint: string, students: number][] {
  const students = new Map<string, Set<string>>();
  for (const { assignment, grade } of results)
    for (const { hint } of grade?.problems ?? [])
      if (hint !== undefined) students.set(hint, (students.get(hint) ?? new Set()).add(assignment.student));
  return [...students]
    .map(([hint, names]): [string, number] => [hint, names.size])
    .toSorted(([, one], [, other]) => other - one);
}
