import { type Attempt, type Report, reportFormat } from './report-schema.ts';
import type { Controls, Overview } from './summary-schema.ts';

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

/** @throws RangeError without a report */
export function overviewOf(reports: readonly Report[]): Overview {
  return {
    ...sameForAll(reports),
    labs: reports
      .filter(({ setting }) => !setting.isControl)
      .map((report) => ({
        ...runOf(report),
        row: report.lab.row,
        title: report.lab.title,
        sourceSaw: report.lab.source.saw,
        weSaw: weSaw(report),
        falseAlarm: report.verdict.falseAlarm,
        power: report.verdict.power,
      })),
  };
}

/** @throws RangeError without a report */
export function controlsOf(reports: readonly Report[]): Controls {
  return {
    ...sameForAll(reports),
    controls: reports
      .filter(({ setting }) => setting.isControl)
      .map((report) => ({
        ...runOf(report),
        title: report.lab.title,
        control: report.setting.name,
        setting: report.setting.title,
        caught: report.verdict.outcome === 'not reproduced',
        deciding: decidingChecks(report).map(({ claim, observed }) => ({ claim, observed })),
      })),
  };
}

function sameForAll([first]: readonly Report[]) {
  if (first === undefined) throw new RangeError('a summary needs at least one report');
  return { format: reportFormat, versions: first.versions, facts: first.facts } as const;
}

const runOf = (report: Report) => ({
  lab: report.lab.name,
  outcome: report.verdict.outcome,
  because: report.verdict.because,
  started: report.started,
  seconds: secondsTaken(report),
});
