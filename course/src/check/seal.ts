import { timingSafeEqual } from 'node:crypto';
import { sealOf } from '@weather/labs';
import { tokenOf } from '../exercise/token.ts';
import type { Problem } from './problem.ts';
import type { Submission } from './submission.ts';

type Exercise = NonNullable<Submission['report']['exercise']>;

/** Whether this very content was sealed with the token of this student, lab, seed and numbers, and ran with this seed. */
export function sealProblems({ content, report }: Submission, exercise: Exercise, secret: string): Problem[] {
  const { student, seed } = exercise;
  const problems: Problem[] = [];
  if (report.seed !== seed)
    problems.push({
      kind: 'seal',
      says: `It ran with seed ${report.seed}, and the sheet of ${student} has ${seed}: run it again without --seed, with --exercise.`,
    });
  if (report.seal === undefined)
    return [...problems, { kind: 'seal', says: 'It has no seal: hand in the file as the run wrote it.' }];
  const token = tokenOf(secret, { ...exercise, lab: report.lab.name });
  if (isSame(report.seal, sealOf(content, token))) return problems;
  return [
    ...problems,
    {
      kind: 'seal',
      says: `Its seal does not fit: it was changed after the run, or is not of the sheet that ${student} got for this lab; hand in the file as the run wrote it.`,
    },
  ];
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
