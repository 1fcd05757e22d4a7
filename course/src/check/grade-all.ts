import { type Graded, withCopiesMarked } from './copies.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { grade } from './grade.ts';
import type { Grade } from './problem.ts';
import { readSubmission, SubmissionError } from './submission.ts';

/** A file that is no report. */
export interface Unreadable {
  file: string;
  why: string;
}

/** Grades each by itself, and then all against each other. */
export async function gradeAll(
  files: readonly string[],
  secret: string,
): Promise<{ grades: Grade[]; unreadable: Unreadable[] }> {
  const graded: Graded[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of files) {
    try {
      const submission = await readSubmission(file);
      graded.push({ grade: await grade(submission, secret), fingerprints: fingerprintsOf(submission.report) });
    } catch (error) {
      if (!(error instanceof SubmissionError)) throw error;
      unreadable.push({ file, why: error.message });
    }
  }
  return { grades: withCopiesMarked(graded), unreadable };
}
