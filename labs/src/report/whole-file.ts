import { rename, rm, writeFile } from 'node:fs/promises';
import { ReportError } from './report-file.ts';

/** A file that could not be written. One that was there before is as it was. */
export class NotWrittenError extends ReportError {
  override name = 'NotWrittenError';
  readonly hint = 'Make room on the disk, or see to it that you may write there.';
}

/**
 * Writes a file as a whole or not at all: whoever reads it never finds a part of it.
 *
 * @param mode who may read and write it, for what is not for everybody
 * @throws NotWrittenError
 */
export async function writeWhole(path: string, text: string, { mode = 0o666 } = {}): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, text, { flush: true, mode });
    await rename(part, path);
  } catch (error) {
    // What is wrong is told already.
    await rm(part, { force: true }).catch(() => undefined);
    throw new NotWrittenError(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
