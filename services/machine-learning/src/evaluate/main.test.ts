import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { observationColumns } from '@weather/observation-archive';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const header = observationColumns.join(',');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  code: number;
  out: string;
  error: string;
}

/** Runs the command as pnpm does for a caller in `folder`. */
function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, INIT_CWD: folder };
    execFile(process.execPath, [main, ...args], { env, maxBuffer: 2 ** 26 }, (failure, out, error) => {
      resolve({ code: failure === null ? 0 : Number(failure.code), out, error });
    });
  });
}

/** A file of one station's hours from 1 October on, with a reading missing now and then. */
async function fileOf(name: string, hours: number): Promise<void> {
  const rows = Array.from({ length: hours }, (_, hour) => {
    const time = new Date(Date.UTC(2013, 9, 1, hour)).toISOString().replace('.000Z', 'Z');
    const value = hour % 50 === 7 ? '' : (10 + 5 * Math.sin(((hour - 14) / 24) * 2 * Math.PI)).toFixed(1);
    return `${time},XYZ,${value},,,,,,0,16000`;
  });
  await writeFile(join(folder, name), gzipSync([header, ...rows, ''].join('\n')));
}

test('prints JSON that names the model and the period, from a path relative to the caller', async () => {
  await fileOf('autumn.csv.gz', 40 * 24);
  const { code, out } = await run('autumn.csv.gz', '--model', 'v2', '--json', '--faults');
  const result = JSON.parse(out);
  expect(code).toBe(0);
  expect(result).toMatchObject({ model: 'v2', stations: ['XYZ'], observations: 960 });
  expect(result.period.reason).toMatch(/whole file/);
  const days = result.temperature.filter((row: { month: string }) => row.month === 'all');
  expect(days).toHaveLength(10);
  expect(days.every((row: { mae: number; coverage: number }) => row.mae < 2 && row.coverage > 0.5)).toBe(true);
  expect(result.faults.map((row: { kind: string }) => row.kind)).toContain('stuck');
});

test('prints tables for people', async () => {
  await fileOf('short.csv.gz', 100);
  const { code, out } = await run('short.csv.gz', '--model', 'v1');
  expect(code).toBe(0);
  expect(out).toMatch(/^v1 on 100 observations of XYZ\nreported: 2013-10-01T00:00:00Z to 2013-11-01T00:00:00Z/);
  expect(out).toMatch(/station +month +hours +MAE +skill +coverage +width\n/);
});

test('says which file is not there, not gzip, not observations, or empty, and ends with 1', async () => {
  await writeFile(join(folder, 'cut.csv.gz'), gzipSync(`${header}\n`.repeat(50)).subarray(0, 30));
  await writeFile(join(folder, 'other.csv'), 'a,b\n1,2\n');
  await writeFile(join(folder, 'nan.csv'), `${header}\n2013-10-01T00:00:00Z,XYZ,NaN,,,,,,,\n`);
  await writeFile(join(folder, 'empty.csv'), `${header}\n`);
  const files = ['none.csv', 'cut.csv.gz', 'other.csv', 'nan.csv', 'empty.csv'];
  const ended = await Promise.all(files.map((file) => run(file)));
  expect(ended.map(({ code, out }) => [code, out])).toEqual(files.map(() => [1, '']));
  expect(ended.map(({ error }) => error.trim())).toEqual([
    expect.stringMatching(/none\.csv cannot be read/),
    expect.stringMatching(/cut\.csv\.gz cannot be read/),
    expect.stringMatching(/other\.csv, line 1: the header must be/),
    expect.stringMatching(/nan\.csv, line 2, column air_temperature_Cel/),
    'the file holds no observations',
  ]);
});

test('a wrong command ends with 2 and says how it is used; --help with 0', async () => {
  const commands = [[], ['a', 'b'], ['a', '--model', 'v3'], ['a', '--seed', 'x'], ['a', '--nonsense']];
  const ended = await Promise.all(commands.map((args) => run(...args)));
  expect(ended.map(({ code }) => code)).toEqual(commands.map(() => 2));
  expect(ended.every(({ error }) => error.includes('Usage: evaluate FILE'))).toBe(true);
  expect(await run('--help')).toMatchObject({ code: 0, error: '' });
});
