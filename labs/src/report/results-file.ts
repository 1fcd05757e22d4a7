import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ReportError } from './report-file.ts';
import { noResults } from './results.ts';
import { type Results, resultsSchema } from './results-schema.ts';
import { writeWhole } from './whole-file.ts';

/**
 * The outcomes in a file; none where there is no such file yet.
 *
 * @throws ReportError when it holds something else
 */
export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ReportError(`${path} cannot be read: ${error.message}`, { cause: error });
  });
  if (text === undefined) return noResults;
  try {
    return resultsSchema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new ReportError(`${path} holds no outcomes of labs: ${why}`, { cause: error });
  }
}

/** @throws NotWrittenError */
export const writeResults = (path: string, results: Results): Promise<void> =>
  writeWhole(path, `${JSON.stringify(z.encode(resultsSchema, results), undefined, 2)}\n`);
