import type { Attempt, Report } from './report-schema.ts';

/** The attempt that is told of: the last whose traffic can be judged. None where the rule never became live. */
export const tellingAttempt = ({ attempts }: Report): Attempt | undefined =>
  attempts.findLast(({ void: reason }) => reason === undefined) ?? attempts.at(-1);

/** Checks that decided, as they came out in the attempt that is told of. */
export const decidingChecks = (report: Report) =>
  (tellingAttempt(report)?.checks ?? []).filter(({ id }) => report.verdict.deciding.includes(id));

/** Our figure, to stand beside the source's: what the laws observed; without any, why there is none. */
export function weSaw(report: Report): string[] {
  const laws = tellingAttempt(report)?.checks.filter(({ role }) => role === 'law') ?? [];
  return laws.length === 0 ? [report.verdict.because] : [...new Set(laws.map(({ observed }) => observed))];
}

export const secondsTaken = ({ started, ended }: Pick<Report, 'started' | 'ended'>) =>
  (Date.parse(ended) - Date.parse(started)) / 1000;
