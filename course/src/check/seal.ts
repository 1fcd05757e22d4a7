import { timingSafeEqual } from 'node:crypto';
import { sealOf } from '@weather/labs';
import { tokenOf } from '../exercise/token.ts';
import type { Grade, Problem } from './problem.ts';
import type { Submission } from './submission.ts';

type Exercise = NonNullable<Submission['report']['exercise']>;

/** Whether this very content was sealed with the token of this student, lab, seed and numbers. */
export function isSealed({ content, report }: Submission, exercise: Exercise, secret: string): boolean {
  if (report.seal === undefined) return false;
  const token = tokenOf(secret, { ...exercise, lab: report.lab.name });
  return isSame(report.seal, sealOf(content, token));
}

/** What is the matter with the seal, and with the seed that the report ran with. */
export function sealProblems({ report }: Submission, { student, seed }: Exercise, sealed: boolean): Problem[] {
  const says = [
    ...(report.seed === seed
      ? []
      : [
          `It ran with seed ${report.seed}, and the sheet of ${student} has ${seed}: run it again without --seed, with --exercise.`,
        ]),
    ...(sealed ? [] : [withoutSeal(report.seal, student)]),
  ];
  return says.map((sentence) => ({ kind: 'seal', says: sentence }));
}

const withoutSeal = (seal: string | undefined, student: string) =>
  seal === undefined
    ? 'It has no seal: hand in the file as the run wrote it.'
    : `Its seal does not fit: it was changed after the run, is not of the sheet that ${student} got for this lab, or the secret is that of another class; hand in the file as the run wrote it.`;

/** @returns undefined where one seal fits at least, or there is none that could */
export function doubtAboutSecret(
  grades: readonly Pick<Grade, 'student' | 'sealed'>[],
  secretFile: string,
): string | undefined {
  const exercises = grades.filter(({ student }) => student !== undefined);
  return exercises.length === 0 || exercises.some(({ sealed }) => sealed)
    ? undefined
    : `No seal fits: is ${secretFile} the secret of this class?`;
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
