import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { MeshError } from '../src/mesh/mesh.ts';
import { readReport } from '../src/report/report-file.ts';
import { readResults } from '../src/report/results-file.ts';
import { FakeCluster } from './fake-cluster.ts';
import { labProgram } from './fake-lab-world.ts';
import { lineTo, type PortCall } from './fake-mesh.ts';
import { eachInVirtualTime } from './virtual-folder.ts';

vi.mock('node:timers/promises', () => import('./virtual-time.ts'));

let out = '';
eachInVirtualTime((own) => void (out = own));

/** `pnpm lab run` of these labs. */
async function run(names: string[], disturb: (call: PortCall) => void = () => {}) {
  const program = labProgram(new FakeCluster({ seed: 3 }), { line: lineTo(new AbortController().signal, disturb) });
  const exitCode = await program.lab('run', ...names, '--seed', '3', '--out', out);
  return { ...program, exitCode };
}

const verdictsIn = (printed: readonly string[]) => printed.filter((text) => /^[^\n]*: .*reproduced/.test(text));

const noRemoval = ({ what, isDone }: PortCall) => {
  if (what === 'removeAll' && !isDone) throw new MeshError('it does not answer');
};

describe('a verdict is told and written, although after it', () => {
  test('not everything could be put back', async () => {
    const { exitCode, printed, said, told } = await run(['round-robin'], noRemoval);
    expect(exitCode).toBe(3);
    expect(verdictsIn(printed)).toHaveLength(1);
    expect(told.join('')).toMatch(/^error: not everything could be put back.*\n.*pnpm lab clean\n$/);
    const report = readReport(await readFile(join(out, 'round-robin.json'), 'utf8'));
    expect(report).toMatchObject({
      verdict: { outcome: 'reproduced' },
      notes: [expect.stringContaining('not everything could be put back: it does not answer')],
    });
    expect(said.at(-1)).toContain('index.html');
  });

  test('which ends several labs, for the next would find the mesh changed', async () => {
    const { exitCode, printed, calls } = await run(['round-robin', 'random'], noRemoval);
    expect(exitCode).toBe(3);
    expect(verdictsIn(printed)).toHaveLength(1);
    expect(calls.filter((call) => call === 'hold')).toHaveLength(1);
  });

  test('something else failed, which the others do not suffer from', async () => {
    let asked = 0;
    const { exitCode, printed, said, told } = await run(['round-robin', 'random', 'canary'], ({ what, isDone }) => {
      if (what.endsWith('server_info') && !isDone && ++asked === 2) throw new MeshError('it does not answer');
    });
    expect(exitCode).toBe(3);
    expect(verdictsIn(printed)).toHaveLength(3);
    expect(told).toEqual(['error: 1 of 3 runs failed after the verdict: random\n']);
    expect(said).toContain('after the verdict on random: it does not answer');
    expect(await readdir(out)).toEqual(['canary.json', 'index.html', 'random.json', 'round-robin.json']);
  });
});

describe('what cannot be written', () => {
  test('is told with what to do, after the verdict', async () => {
    await mkdir(join(out, 'round-robin.json'));
    const { exitCode, printed, told } = await run(['round-robin']);
    expect(exitCode).toBe(3);
    expect(verdictsIn(printed)).toHaveLength(1);
    expect(told.join('')).toMatch(/^error: .*round-robin\.json cannot be written: .*\nMake room.*\n$/);
  });

  test('does not keep further labs from being run, nor the page from being drawn', async () => {
    await mkdir(join(out, 'round-robin.json'));
    const { exitCode, printed, said, told } = await run(['round-robin', 'random']);
    expect(exitCode).toBe(3);
    expect(verdictsIn(printed)).toHaveLength(2);
    expect(said.join('\n')).toMatch(/after the verdict on round-robin: .*round-robin\.json cannot be written/);
    expect(told).toEqual(['error: 1 of 2 runs failed after the verdict: round-robin\n']);
    expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('Round robin');
    expect(readReport(await readFile(join(out, 'random.json'), 'utf8')).lab.name).toBe('random');
  });

  test('is not said to be written', async () => {
    await mkdir(join(out, 'index.html'));
    const { exitCode, said, told } = await run(['round-robin']);
    expect(exitCode).toBe(3);
    expect(told.join('')).toContain('index.html cannot be written');
    expect(said.join('\n')).not.toContain('written to');
    expect(await readdir(out)).toEqual(['index.html', 'round-robin.json']);
  });

  test('of a page that is drawn again is told after the outcomes', async () => {
    await run(['round-robin']);
    await rm(join(out, 'index.html'));
    await mkdir(join(out, 'index.html'));
    const { lab, printed, told } = labProgram(new FakeCluster());
    expect(await lab('report', out)).toBe(3);
    expect(printed.join('')).toMatch(/round-robin.*reproduced/);
    expect(told.join('')).toMatch(/^error: .*index\.html cannot be written: .*\nMake room.*\n$/);
  });
});

test('a report that cannot be read is passed over and named, and the rest is drawn', async () => {
  await run(['round-robin', 'random']);
  const whole = await readFile(join(out, 'random.json'), 'utf8');
  await writeFile(join(out, 'random.json'), whole.slice(0, whole.length / 2));
  await rm(join(out, 'index.html'));
  const results = join(out, 'results', 'all.json');
  await mkdir(join(out, 'results'));
  const { lab, printed, told } = labProgram(new FakeCluster());
  expect(await lab('report', out, '--results', results)).toBe(3);
  expect(printed.join('')).toMatch(/round-robin.*reproduced/);
  expect(told.join('')).toMatch(/^error: passed over.*\n.*random\.json: the report is not JSON.*\n$/);
  expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('Round robin');
  expect((await readResults(results)).runs.map((one) => one.lab)).toEqual(['round-robin']);
});
