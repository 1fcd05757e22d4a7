import { readFile, stat } from 'node:fs/promises';
import { type Report, readReport } from '@weather/labs';
import { z } from 'zod';
import { boundsBroken } from './bounds.ts';

/** A report as a student handed it in. */
export interface Submission {
  file: string;
  /** What stands in the file: the seal is over this. */
  content: object;
  report: Report;
}

/** What was handed in is no report; the message says why, in a sentence. */
export class SubmissionError extends Error {
  override name = 'SubmissionError';
  /** Where it differs from a report, for whoever looks into it. */
  readonly details: string | undefined;

  constructor(message: string, { details, ...options }: ErrorOptions & { details?: string | undefined } = {}) {
    super(message, options);
    this.details = details;
  }
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
    const content = contentOf(text);
    const broken = boundsBroken(content);
    if (broken !== undefined) throw new SubmissionError(broken);
    return { file, content, report: readReport(text) };
  } catch (error) {
    const { says, details } = reasonOf(error as NodeJS.ErrnoException);
    throw new SubmissionError(`cannot be read: ${says}`, { cause: error, details });
  }
}

/** @throws SubmissionError when it is what lies beside a report and is easily taken for it */
function contentOf(text: string): object {
  if (/^\s*<!doctype html/i.test(text))
    throw new SubmissionError('it is the page of a run: hand in the .json beside it');
  const content = JSON.parse(text) as object;
  const { token, lab } = (content ?? {}) as { token?: unknown; lab?: unknown };
  if (token !== undefined && typeof lab === 'string')
    throw new SubmissionError(`it is the exercise, not its report: hand in report/${lab}.json`);
  return content;
}

function reasonOf(error: NodeJS.ErrnoException): { says: string; details?: string } {
  const { code, message, cause } = error;
  if (code === 'ENOENT') return { says: 'there is no such file' };
  if (error instanceof SyntaxError) return { says: 'it is not JSON', details: message };
  return cause instanceof z.ZodError ? { says: "it is not a lab's report", details: message } : { says: message };
}
