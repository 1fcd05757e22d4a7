import { createHmac } from 'node:crypto';
import { writeReport } from '../report/report-file.ts';
import type { Report } from '../report/report-schema.ts';
import { valuesInWords } from './edition.ts';
import type { ExerciseFile } from './exercise-file.ts';

/** The report of a student's run, marked as the student's and sealed. The token itself is not in it. */
export function sealed(report: Report, { student, seed, parameters, token }: ExerciseFile): Report {
  const marked: Report = {
    ...report,
    exercise: { student, seed, parameters },
    notes: [...report.notes, `An exercise of ${student}: ${valuesInWords(parameters)}.`],
  };
  return { ...marked, seal: sealOf(JSON.parse(writeReport(marked)) as object, token) };
}

/** @param content of a report's file, with or without a seal, which does not seal itself */
export function sealOf(content: object, token: string): string {
  const { seal: _, ...rest } = content as { seal?: unknown };
  return createHmac('sha256', token).update(canonical(rest)).digest('hex');
}

/** The same text for the same JSON value, in whatever order its keys stand. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
