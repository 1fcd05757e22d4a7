import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { observationColumns, observationRowSchema } from './observation-row.ts';
import type { ObservationRow } from './observation-row.ts';

/** Path of the file that ships with this package. */
export const archivePath = fileURLToPath(new URL('../nyc-hourly-2013-01-to-09.csv.gz', import.meta.url));

/** The file cannot be read as observations; the message names the file, and line and column where there is one. */
export class ObservationFileError extends Error {
  override name = 'ObservationFileError';
}

type ParsedLine = { record: string[]; info: { lines: number } };

/**
 * The rows of an observation file, plain or gzip (told by its content), in file order.
 * @throws ObservationFileError when it is missing, has another header, or a line is not valid.
 */
export async function readObservationFile(path: string): Promise<ObservationRow[]> {
  const lines = parseLines(path, await readText(path));
  const header = lines.shift();
  if (header === undefined || header.record.join(',') !== observationColumns.join(',')) {
    throw new ObservationFileError(`${path}, line 1: the header must be ${observationColumns.join(',')}`);
  }
  return lines.map((line) => parseRow(path, line));
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new ObservationFileError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function parseLines(path: string, text: string): ParsedLine[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true };
    return parse(text, options) as unknown as ParsedLine[];
  } catch (error) {
    throw new ObservationFileError(`${path} is not CSV: ${(error as Error).message}`, { cause: error });
  }
}

function parseRow(path: string, line: ParsedLine): ObservationRow {
  const { record, info } = line;
  if (record.length !== observationColumns.length) {
    throw new ObservationFileError(
      `${path}, line ${info.lines}: has ${record.length} fields, must have ${observationColumns.length}`,
    );
  }
  const fields = Object.fromEntries(observationColumns.map((column, index) => [column, record[index]]));
  const parsed = observationRowSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ObservationFileError(`${path}, line ${info.lines}, column ${String(issue.path[0])}: ${issue.message}`);
}
