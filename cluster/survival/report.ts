import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Called, Watched } from './callers.ts';
import type { Verdict } from './judge.ts';

/** What one scenario came to. */
export interface Outcome {
  scenario: string;
  /** Of the disturbance: from its beginning until the cluster said that all is as before. */
  seconds: number;
  /** From then until everything was delivered. */
  caughtUpSeconds: number;
  calls: Pick<Called, 'errors' | 'healed'> & { answered: number };
  page: Watched;
  verdict: Verdict;
  /** In words, each thing that is not as it must be. */
  faults: string[];
}

export interface Report {
  date: string;
  /** Where the event log lay. */
  storage: string;
  outcomes: readonly Outcome[];
}

const columns: [title: string, cell: (outcome: Outcome) => string | number][] = [
  ['Scenario', ({ scenario }) => scenario],
  ['took s', ({ seconds }) => seconds.toFixed(0)],
  ['caught up s', ({ caughtUpSeconds }) => caughtUpSeconds.toFixed(0)],
  ['calls', ({ calls }) => calls.answered],
  ['calls repeated', ({ calls }) => calls.errors.length],
  ['acknowledged', ({ verdict }) => verdict.acked],
  ['in the log', ({ verdict }) => verdict.observations],
  ['retried', ({ verdict }) => verdict.retried],
  ['failed', ({ verdict }) => verdict.failed],
  ['duplicates refused', ({ verdict }) => verdict.duplicates],
  ['forecasts', ({ verdict }) => verdict.forecasts],
  ['anomalies', ({ verdict }) => verdict.anomalies],
  ['by replicas', ({ verdict }) => verdict.servedBy],
  ['page asked', ({ page }) => page.asked],
  ['page missed', ({ page }) => page.errors.length],
  ['faults', ({ faults }) => faults.length],
];

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

export function reportTable({ date, storage, outcomes }: Report): string {
  return [
    `${date}; the event log lay on ${storage}.`,
    '',
    row(columns.map(([title]) => title)),
    row(columns.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...outcomes.map((outcome) => row(columns.map(([, cell]) => cell(outcome)))),
    '',
  ].join('\n');
}

/**
 * Writes `<path>.json` and `<path>.md`. What lacks some of the scenarios is called `<path>-partial`, so that the last
 * report of all of them stays.
 */
export async function writeReport(whole: string, report: Report, scenarios: number): Promise<void> {
  const path = report.outcomes.length < scenarios ? `${whole}-partial` : whole;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.json`, `${JSON.stringify(report, undefined, 2)}\n`);
  await writeFile(`${path}.md`, reportTable(report));
}
