import { readFile, stat } from 'node:fs/promises';
import { type Report, readReport } from '@weather/labs';
import { boundsBroken } from './bounds.ts';

/** A report as a student handed it in. */
export interface Submission {
  file: string;
  /** What stands in the file: the seal is over this. */
  content: object;
  report: Report;
}

/** What was handed in is no report; the message says why. */
export class SubmissionError extends Error {
  override name = 'SubmissionError';
}

const mostBytes = 32_000_000;

/** @throws SubmissionError when it cannot be read, or is more than a report can be */
export async function readSubmission(file: string): Promise<Submission> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new SubmissionError('it is no file');
    if (found.size > mostBytes)
      throw new SubmissionError(`it has ${found.size} bytes, and a report has fewer than ${mostBytes}`);
    if (found.size === 0) throw new SubmissionError('it is empty');
    const text = await readFile(file, 'utf8');
    const content = JSON.parse(text) as object;
    const broken = boundsBroken(content);
    if (broken !== undefined) throw new SubmissionError(broken);
    return { file, content, report: readReport(text) };
  } catch (error) {
    throw new SubmissionError(`cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`, { cause: error });
  }
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  return error instanceof SyntaxError ? `it is not JSON: ${error.message}` : error.message;
}
