import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, test, vi } from 'vitest';
import { labs } from '../src/catalog/index.ts';
import { newestFolder } from '../src/commands/report-folder.ts';
import { exitCodeAfter } from '../src/exit-code.ts';
import type { Journal } from '../src/mesh/mesh.ts';
import { MeshError } from '../src/mesh/mesh.ts';
import { readReport, ReportError, writeReport } from '../src/report/report-file.ts';
import { readResults } from '../src/report/results-file.ts';
import { NotRestoredError } from '../src/runner/session.ts';
import { FakeCluster, withRestlessPods } from './fake-cluster.ts';
import { labProgram } from './fake-lab-world.ts';
import { balancing } from './made-up-lab.ts';
import { control, notReproduced, reproduced } from './report-samples.ts';
import { pass } from './virtual-time.ts';
import { eachInVirtualTime } from './virtual-folder.ts';

vi.mock('node:timers/promises', () => import('./virtual-time.ts'));

let folder = '';
eachInVirtualTime((own) => void (folder = own));

describe('lab list', () => {
  test('tells what each lab asks, and what its source saw', async () => {
    const { lab, printed } = labProgram(new FakeCluster());
    expect(await lab('list')).toBe(0);
    for (const { name, question, source } of labs) {
      expect(printed.join('\n')).toMatch(new RegExp(`^${name} `, 'm'));
      expect(printed.join('\n')).toContain(question);
      expect(printed.join('\n')).toContain(source.saw);
    }
  });

  test('--json tells the same to programs', async () => {
    const { lab, printed } = labProgram(new FakeCluster());
    await lab('list', '--json');
    const rows = JSON.parse(printed.join('\n')) as { name: string; controls: string[] }[];
    expect(rows.map(({ name }) => name)).toEqual(labs.map(({ name }) => name));
    expect(rows[0]).toMatchObject({ row: 'T1', controls: ['random', 'no-rule'] });
  });
});

describe('lab show', () => {
  test('tells all of one lab, and its rule', async () => {
    const { lab, printed } = labProgram(new FakeCluster());
    expect(await lab('show', 'round-robin')).toBe(0);
    const text = printed.join('\n');
    for (const words of [
      'in a circle?',
      'Bunyatov 2022',
      'RANDOM instead of ROUND_ROBIN',
      'README.md',
      'simple: ROUND_ROBIN',
    ])
      expect(text).toContain(words);
  });

  test('works for every lab', async () => {
    const { lab } = labProgram(new FakeCluster());
    for (const { name } of labs) expect(await lab('show', name), name).toBe(0);
  });

  test('ends with 2 where there is no such lab', async () => {
    const { lab, told } = labProgram(new FakeCluster());
    expect(await lab('show', 'nonesuch')).toBe(2);
    expect(told.join('')).toContain('round-robin');
  });
});

describe('lab controls', () => {
  test('ends with 0 when each is caught; --only runs one of them', async () => {
    const { lab } = labProgram(new FakeCluster());
    const out = join(folder, 'out');
    expect(await lab('controls', 'round-robin', '--only', 'random', '--out', out)).toBe(0);
    expect(await readdir(out)).toEqual(['index.html', 'round-robin-random.json']);
    const report = readReport(await readFile(join(out, 'round-robin-random.json'), 'utf8'));
    expect(report.setting).toMatchObject({ name: 'random', isControl: true });
  });

  test('without --only runs all of them', async () => {
    const { lab } = labProgram(new FakeCluster());
    expect(await lab('controls', 'round-robin', '--out', folder)).toBe(0);
    expect(await readdir(folder)).toEqual(['index.html', 'round-robin-no-rule.json', 'round-robin-random.json']);
  });

  test('ends with 1 when one is not caught', async () => {
    const { lab } = labProgram(withRestlessPods());
    expect(await lab('controls', 'round-robin', '--only', 'random', '--out', folder)).toBe(1);
  });

  test.each([
    ['no lab', ['controls'], /name a lab, or say --all/],
    [
      'a control that there is not',
      ['controls', 'round-robin', '--only', 'x'],
      /no control x: there are random, no-rule/,
    ],
  ])('ends with 2 on %s', async (_, args, words) => {
    const { lab, told, calls } = labProgram(new FakeCluster());
    expect(await lab(...args)).toBe(2);
    expect(told.join('')).toMatch(words);
    expect(calls).toEqual([]);
  });
});

describe('lab report', () => {
  test('draws the page of a folder again, and prints the outcomes', async () => {
    const { lab, printed } = labProgram(new FakeCluster());
    await lab('run', 'round-robin', '--out', folder);
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    await rm(join(folder, 'index.html'));
    expect(await lab('report', folder)).toBe(0);
    expect(printed.at(-1)).toMatch(/round-robin.*reproduced/);
    expect(await readFile(join(folder, 'index.html'), 'utf8')).toBe(page);
  });

  test.each([
    ['holds no report', async () => {}, /holds no report/],
    ['holds what is no report', () => writeFile(join(folder, 'x.json'), '{}'), /x\.json: this is not a lab's report/],
  ])('ends with 3 when the folder %s', async (_, prepare, words) => {
    await prepare();
    const { lab, told } = labProgram(new FakeCluster());
    expect(await lab('report', folder)).toBe(3);
    expect(told.join('')).toMatch(words);
  });

  test('ends with 3 when there is no such folder', async () => {
    const { lab, told } = labProgram(new FakeCluster());
    expect(await lab('report', join(folder, 'nowhere'))).toBe(3);
    expect(told.join('')).toMatch(/^error: .*nowhere cannot be read/);
  });

  test('--results adds the outcomes to a file, says which it passes over, and why', async () => {
    const { lab, said } = labProgram(new FakeCluster());
    const results = join(folder, 'outcomes');
    const own = { ...control(), setting: { ...control().setting, ownRules: true as const } };
    const student = { ...reproduced(), exercise: { student: 'Ada', seed: 41, parameters: {} } };
    for (const [name, report] of Object.entries({ lab: notReproduced(), own, student }))
      await writeFile(join(folder, `${name}.json`), writeReport(report));
    expect(await lab('report', folder, '--results', results)).toBe(0);
    expect((await readResults(results)).runs.map(({ lab: name }) => name)).toEqual(['canary']);
    expect(said.filter((line) => line.includes('passed over'))).toEqual([
      expect.stringMatching(/^Round robin, control: RANDOM.* is passed over: rules of somebody's own/),
      expect.stringMatching(/^Round robin, of .* is passed over: .*student's sheet/),
    ]);
  });

  test('takes the newest folder in which there is a report', async () => {
    for (const name of ['2026-01-01T00-00-00', '2026-01-02T00-00-00', '2026-01-03T00-00-00'])
      await mkdir(join(folder, name));
    await expect(newestFolder(folder)).rejects.toThrow(ReportError);
    for (const name of ['2026-01-01T00-00-00', '2026-01-02T00-00-00'])
      await writeFile(join(folder, name, 'random.json'), '{}');
    expect(await newestFolder(folder)).toBe(join(folder, '2026-01-02T00-00-00'));
    await expect(newestFolder(join(folder, 'nowhere'))).rejects.toThrow('no lab has been run yet');
  });
});

describe('lab clean', () => {
  const service = 'machine-learning-v1';

  /** A runner has changed things, and gave its last sign of life so long ago. */
  function left(silentMs: number, journal: Partial<Journal> = {}) {
    const cluster = new FakeCluster();
    const before = cluster.state();
    cluster.scale(service, 3);
    cluster.apply(balancing(service, 'RANDOM'));
    const seenAlive = new Date(Date.now() - silentMs).toISOString();
    cluster.journal = {
      holder: 'ann@laptop, process 7',
      lab: 'random',
      since: seenAlive,
      seenAlive,
      kept: false,
      replicas: { [service]: 1 },
      ...journal,
    };
    return { cluster, before };
  }

  test('puts back what a killed run has left, and tells what that was', async () => {
    const { cluster, before } = left(31_000);
    const { lab, printed } = labProgram(cluster);
    expect(await lab('clean')).toBe(0);
    expect(printed).toEqual([`removed DestinationRule weather/${service}`, `${service} has 1 replicas again`]);
    expect(cluster.state()).toEqual(before);
  });

  test('refuses while its runner gives signs of life, and says whose they are', async () => {
    const { cluster } = left(12_000);
    const held = cluster.state();
    const { lab, told } = labProgram(cluster);
    expect(await lab('clean')).toBe(3);
    expect(told.join('')).toContain('lab random of ann@laptop, process 7 gave a sign of life 12 s ago');
    expect(cluster.state()).toEqual(held);
    await pass(20_000);
    expect(await lab('clean')).toBe(0);
  });

  test('--force does it nevertheless', async () => {
    const { cluster, before } = left(1000);
    expect(await labProgram(cluster).lab('clean', '--force')).toBe(0);
    expect(cluster.state()).toEqual(before);
  });

  test('a rule that was kept may go at any time', async () => {
    const { cluster, before } = left(0, { kept: true });
    expect(await labProgram(cluster).lab('clean')).toBe(0);
    expect(cluster.state()).toEqual(before);
  });

  test("takes away what is there without a journal, and nobody else's", async () => {
    const cluster = new FakeCluster();
    cluster.addForeign(balancing('gui', 'RANDOM', 'theirs'));
    const before = cluster.state();
    cluster.apply(balancing(service, 'RANDOM'));
    const { lab, printed } = labProgram(cluster);
    expect(await lab('clean')).toBe(0);
    expect(printed).toEqual([`removed DestinationRule weather/${service}`]);
    expect(cluster.state()).toEqual(before);
    expect(await lab('clean')).toBe(0);
    expect(printed.at(-1)).toBe('there was nothing to clean');
  });
});

const after = (error: unknown, wasBrokenOff = false) => {
  const told: string[] = [];
  const code = exitCodeAfter(error, { wasBrokenOff, tell: (text) => void told.push(text) });
  return { code, told: told.join('') };
};

describe('exit codes', () => {
  test('help that was asked for is no mistake', async () => {
    const { lab, told } = labProgram(new FakeCluster());
    expect(await lab('--help')).toBe(0);
    expect(told.join('')).toContain('Exit codes');
    expect(after(new CommanderError(1, 'x', 'x')).code).toBe(2);
  });

  test('what nobody foresaw is told with its place, and is never taken for a verdict', () => {
    expect(after(new TypeError('x is not a function'))).toMatchObject({
      code: 3,
      told: expect.stringMatching(/TypeError: x is not a function[^]*commands\.test\.ts/),
    });
    expect(after('a text')).toEqual({ code: 3, told: 'error: a text\n' });
  });

  test('what was broken off and could not be put back is told', () => {
    const error = new NotRestoredError(new MeshError('the API server does not answer'));
    expect(after(error, true)).toMatchObject({ code: 130, told: expect.stringContaining('pnpm lab clean') });
    expect(after(new MeshError('aborted'), true)).toEqual({ code: 130, told: 'stopped\n' });
  });
});
