import { z } from 'zod';
import { type Report, reportFormat, reportSchema } from './report-schema.ts';

/** A report that does not say what a report has to say. */
export class ReportError extends Error {
  override name = 'ReportError';
}

/**
 * The report as a file holds it.
 *
 * @throws ReportError when a file could not hold it, such as a count that is not a number
 */
export function writeReport(report: Report): string {
  const encoded = z.safeEncode(reportSchema, report);
  if (!encoded.success) throw new ReportError(`the report cannot be written: ${faultsOf(encoded.error)}`);
  return `${JSON.stringify(encoded.data)}\n`;
}

/** @throws ReportError that says what is wrong, and where */
export function readReport(text: string): Report {
  const content = parse(text);
  const format = (content as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format !== reportFormat)
    throw new ReportError(`the report has format ${format}; this version of the labs reads format ${reportFormat}`);
  const decoded = z.safeDecode(reportSchema, content as z.input<typeof reportSchema>);
  if (!decoded.success)
    throw new ReportError(`this is not a lab's report: ${faultsOf(decoded.error)}`, { cause: decoded.error });
  return decoded.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ReportError(`the report is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

const faultsShown = 5;

/** The first few, each with its place such as `attempts[0].checks[2].alpha`. */
function faultsOf({ issues }: z.core.$ZodError): string {
  const faults = issues.slice(0, faultsShown).map(({ path, message }) => {
    const place = z.core.toDotPath(path);
    return place === '' ? message : `${place}: ${message}`;
  });
  const more = issues.length - faults.length;
  return faults.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
