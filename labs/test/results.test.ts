import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { labs } from '../src/catalog/index.ts';
import { labsMarkdown } from '../src/docs/labs-markdown.ts';
import { catchOf } from '../src/report/outcome-words.ts';
import { readReport } from '../src/report/report-file.ts';
import { noResults, resultOf, withReports } from '../src/report/results.ts';
import { readResults, writeResults } from '../src/report/results-file.ts';
import type { Result } from '../src/report/results-schema.ts';
import type { Report } from '../src/report/report-schema.ts';
import { control, notReproduced, reproduced } from './report-samples.ts';

const docs = join(import.meta.dirname, '../../docs');

test('of each lab and setting the newest run counts, whichever is added last', () => {
  const old = reproduced();
  const young = { ...reproduced(), started: '2030-01-01T00:00:00.000Z', ended: '2030-01-01T00:00:10.000Z' };
  for (const order of [
    [old, young],
    [young, old],
  ])
    expect(withReports(noResults, [...order, control()]).runs).toEqual([resultOf(control()), resultOf(young)]);
});

test("somebody's own rules, or the numbers of a student's sheet, take no place of the lab's own", () => {
  const young = { ...reproduced(), started: '2030-01-01T00:00:00.000Z', ended: '2030-01-01T00:00:10.000Z' };
  const own = { ...young, setting: { ...young.setting, ownRules: true as const } };
  const student = { ...young, exercise: { student: 'Ada', seed: 41, parameters: { share: 15 } } };
  expect(withReports(noResults, [reproduced(), own, student]).runs).toEqual([resultOf(reproduced())]);
});

describe('the file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weather-results-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('holds what was written; none is none', async () => {
    const path = join(folder, 'results.json');
    expect(await readResults(path)).toEqual(noResults);
    const results = withReports(noResults, [reproduced(), control()]);
    await writeResults(path, results);
    expect(await readResults(path)).toEqual(results);
  });

  test('with something else in it is refused, and says where', async () => {
    const path = join(folder, 'results.json');
    await writeFile(path, '{"format":1,"runs":[{}]}');
    await expect(readResults(path)).rejects.toThrow(/results\.json holds no outcomes of labs.*runs/s);
    const [{ deciding, ...rest }] = withReports(noResults, [control()]).runs as [Result];
    const withoutIds = deciding.map(({ claim, observed }) => ({ claim, observed }));
    await writeFile(path, JSON.stringify({ format: 1, runs: [{ ...rest, deciding: withoutIds }] }));
    await expect(readResults(path)).rejects.toThrow(/deciding\[0\]\.id/);
    await writeFile(path, 'nothing');
    await expect(readResults(path)).rejects.toThrow('results.json holds no outcomes of labs');
  });
});

const labOf = ({ lab: { name } }: Report) => labs.find((lab) => lab.name === name)!;

/** Ids of round-robin's laws that are listed as never red after some runs of it. */
const listed = (...reports: Report[]) =>
  labsMarkdown([labOf(reproduced())], withReports(noResults, reports))
    .split('## Laws that no wrong setting here has turned red')[1]!
    .match(/(?<=^\| round-robin \| `)[^`]+/gm);

describe('docs/labs.md', () => {
  test('is what `pnpm docs:labs` writes', async () => {
    const results = await readResults(join(docs, 'lab-results.json'));
    expect(await readFile(join(docs, 'labs.md'), 'utf8')).toBe(labsMarkdown(labs, results));
  });

  test('tells of a run under every rule, which reproduced it, and of wrong settings, which did not', async () => {
    const { runs } = await readResults(join(docs, 'lab-results.json'));
    for (const { name, rule, controls, caughtBy } of labs) {
      const of = (setting: string) => runs.find((run) => run.lab === name && run.setting.name === setting);
      expect.soft(of(rule.name)?.outcome, name).toBe('reproduced');
      const wrong = controls.flatMap((setting) => of(setting.name) ?? []);
      expect.soft(wrong.length, name).toBe(controls.length);
      for (const { outcome, deciding, setting } of wrong) {
        const ids = deciding.map(({ id }) => id);
        expect
          .soft(catchOf({ outcome, deciding: ids }, caughtBy[setting.name]), `${name} ${setting.name}`)
          .toBe('as meant');
      }
    }
  });

  test('laws that rest on time are not said to have no false alarms whatever happens', () => {
    const results = withReports(noResults, [reproduced()]);
    const lab = { ...labOf(reproduced()), holdsWhile: { 'direct-order': 'nothing stands still' } };
    expect(labsMarkdown([lab], results)).toContain('false alarms: none, as long as nothing stands still |');
  });

  test('what is not as it should be stands out, and what was not run is said', () => {
    const results = withReports(noResults, [notReproduced(), control()]);
    const lab = labOf(notReproduced());
    const text = labsMarkdown([lab], results);
    expect(text).toContain('**not reproduced**');
    expect(text).toContain(`${lab.name === control().lab.name ? 1 : 0} of ${lab.controls.length}, `);
    expect(labsMarkdown([lab], noResults)).toContain('not run yet');
  });

  test('a wrong setting that another check caught than is meant to stands out, and does not count', () => {
    const report = control();
    const { deciding } = resultOf(report);
    expect(deciding.map(({ id }) => id)).toEqual(['direct-order']);
    const other = { ...resultOf(report), deciding: [{ ...deciding[0]!, id: 'all-answered' }] };
    const text = labsMarkdown([labOf(report)], { ...noResults, runs: [other] });
    expect(text).toContain('| `direct-order` or `pushed-order` | **not reproduced, by another check than meant** |');
    expect(text).toContain('**0 of 2**');
  });

  test('lists the laws that no wrong setting has turned red', () => {
    expect(listed(reproduced())).toEqual(['direct-order', 'message-queue']);
    expect(listed(reproduced(), control())).toEqual(['message-queue']);
    const uncaught = { ...control(), verdict: { ...control().verdict, outcome: 'inconclusive' as const } };
    expect(listed(reproduced(), uncaught)).toEqual(['direct-order', 'message-queue']);
    const forgotten = { ...control(), setting: { ...control().setting, name: 'in no catalog' } };
    expect(listed(reproduced(), forgotten)).toEqual(['direct-order', 'message-queue']);
  });

  test('what a cluster says cannot end a cell or begin a tag', () => {
    const report = control();
    const hostile = { ...report, setting: { ...report.setting, title: 'a | b <script> *c*\nd' } };
    const text = labsMarkdown([labOf(report)], withReports(noResults, [hostile]));
    expect(text).toContain(String.raw`a \| b \<script> \*c\* d`);
  });
});

test('the report in docs is one that can be read, and its records are still judged as it says', async () => {
  const report = readReport(await readFile(join(docs, 'lab-report.json'), 'utf8'));
  const lab = labOf(report);
  for (const { phases, checks } of report.attempts) expect(lab.judge(phases)).toEqual(checks);
  expect(await readFile(join(docs, 'lab-report.html'), 'utf8')).toContain(report.lab.question);
});
