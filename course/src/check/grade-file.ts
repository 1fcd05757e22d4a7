import { oneLine, printable } from '@weather/labs';
import type { Graded } from './copies.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { grade } from './grade.ts';
import { readSubmission, SubmissionError } from './submission.ts';

/** A file that cannot be graded, and why, in a sentence that names it. */
export interface Unreadable {
  file: string;
  why: string;
  /** For programs, and whoever looks into it. */
  details?: string;
}

/** Grades one file by itself. Whatever it does to this program, the others are graded as well. */
export async function gradeFile(file: string, secret: string): Promise<Graded | Unreadable> {
  try {
    const submission = await readSubmission(file);
    return { grade: await grade(submission, secret), fingerprints: fingerprintsOf(submission.report) };
  } catch (error) {
    const { message } = error as Error;
    return error instanceof SubmissionError
      ? unreadable(file, message, error.details)
      : unreadable(file, `cannot be graded: ${message}`);
  }
}

const longest = 500;

/**
 * Reasons quote what students wrote: they may neither steer a terminal nor fill it, nor look like a line of ours.
 *
 * @param reason such as `cannot be read: it is empty`
 */
export const unreadable = (file: string, reason: string, details?: string): Unreadable => ({
  file,
  why: `${oneLine(file)} ${oneLine(reason.slice(0, longest))}.`,
  ...(details === undefined ? {} : { details: printable(details.slice(0, longest)) }),
});
