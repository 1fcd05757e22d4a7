import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Outcome, writeReport } from './report.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-report-'));
});
afterAll(() => rm(folder, { recursive: true }));

const outcome = (scenario: string): Outcome => ({
  scenario,
  seconds: 4.4,
  caughtUpSeconds: 1,
  calls: { answered: 3, errors: [], healed: 0 },
  page: { asked: 20, errors: [], longestGapMs: 0, wellAtTheEnd: true },
  verdict: {
    observations: 8,
    acked: 8,
    retried: 0,
    failed: 0,
    duplicates: 0,
    forecasts: 16,
    anomalies: 0,
    servedBy: 2,
    faults: [],
  },
  faults: [],
});

const report = (...names: string[]) => ({ date: '2026-11-21', storage: 'a claim', outcomes: names.map(outcome) });

test('a run of some scenarios leaves the report of all of them as it is', async () => {
  const path = join(folder, 'reports/survival');
  await writeReport(path, report('one', 'two'), 2);
  await writeReport(path, report('two'), 2);
  expect(await readdir(join(folder, 'reports'))).toEqual([
    'survival-partial.json',
    'survival-partial.md',
    'survival.json',
    'survival.md',
  ]);
  expect(await readFile(`${path}.md`, 'utf8')).toContain('| one | 4 | 1 |');
  expect(await readFile(`${path}-partial.md`, 'utf8')).not.toContain('| one |');
});
