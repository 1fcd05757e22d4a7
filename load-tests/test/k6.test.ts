import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bounds, profileNames, scenarioNames } from '../lib/profiles.ts';
import type { LoadSummary } from '../lib/summary.ts';
import { findK6 } from '../src/local-run.ts';

const root = join(import.meta.dirname, '../..');
const k6 = await findK6(process.env);

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function run(file: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const env = { ...process.env, ...environment };
  execFile(file, args, { cwd: root, env }, (error, stdout, stderr) =>
    resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
  );
  return promise;
}

const load = (args: string[], environment?: NodeJS.ProcessEnv) =>
  run(process.execPath, ['load-tests/src/main.ts', ...args], environment);

test.runIf(process.env.REQUIRE_K6)('where k6 was promised there is one', () => {
  expect(k6, 'REQUIRE_K6 is set: put k6 on the PATH, or its path into K6').toBeDefined();
});

test('where there is no k6 it says how to get it, and that a pod needs none', async () => {
  const { code, stderr } = await load(['smoke'], { PATH: '', K6: '' });
  expect(code).toBe(1);
  expect(stderr).toContain('https://github.com/grafana/k6/releases');
  expect(stderr).toContain('--in-mesh');
});

test('a wrong command line ends with 2, and --help with 0', async () => {
  expect(await load(['smoky'])).toMatchObject({ code: 2, stdout: '' });
  const { code, stdout } = await load(['--help']);
  expect(code).toBe(0);
  expect([...profileNames].filter((name) => !stdout.includes(`\n  ${name}`))).toEqual([]);
});

// Skipped where there is no k6: on the PATH, or as the variable K6 says.
describe.skipIf(k6 === undefined)('with k6', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weather-load-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(profileNames)('k6 takes the script and its options: %s', async (profile) => {
    const { code, stdout } = await run(k6!, [
      'inspect',
      '--execution-requirements',
      '-e',
      `LOAD_PROFILE=${profile}`,
      'load-tests/load.ts',
    ]);
    expect(code).toBe(0);
    const { maxVUs } = JSON.parse(stdout) as { maxVUs: number };
    expect(maxVUs).toBeGreaterThan(4);
    expect(maxVUs).toBeLessThanOrEqual(bounds.virtualUsersPerScenario * scenarioNames.length);
  });

  /** message-queue alone: all that the stories ingest and query need. */
  async function withMessageQueue<T>(environment: NodeJS.ProcessEnv, use: (url: string) => Promise<T>): Promise<T> {
    const data = await mkdtemp(join(folder, 'data-'));
    const child = spawn(process.execPath, ['services/message-queue/src/main.ts'], {
      cwd: root,
      env: { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_FOLDER: data, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const { event, url } = JSON.parse(line) as { event?: string; url?: string };
        if (event === 'listening') {
          child.stdout.resume();
          return await use(url!);
        }
      }
      throw new Error('message-queue did not start');
    } finally {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'close');
    }
  }

  const short = ['smoke', 'ingest', 'query', '--time-scale', '0.15'];
  const timeout = 120_000;

  test(
    'a run ends with 0, finds again what was acknowledged, and sends nothing that an earlier one sent',
    { timeout },
    async () => {
      const out = join(folder, 'out');
      const ended = await withMessageQueue({}, async (url) => {
        const environment = { MESSAGE_QUEUE_URL: url };
        return [
          await load([...short, '--json'], environment),
          await load([...short, '--json', '--out', out], environment),
        ];
      });
      const summaries = ended.map(({ stdout }) => JSON.parse(stdout) as LoadSummary);
      const codes: number[] = [];
      for (const { passed, counts, thresholds } of summaries) {
        expect(counts).toMatchObject({ duplicates: 0, checksFailed: 0 });
        // How fast it was is not judged here: other tests share the machine.
        const crossed = thresholds.filter(
          ({ metric, ok }) => !ok && !/^(http_req_duration|dropped_iterations)/.test(metric),
        );
        expect(crossed).toEqual([]);
        codes.push(passed ? 0 : 99);
        expect(counts.acknowledged).toBeGreaterThan(120);
        expect(counts.found).toBe(counts.acknowledged);
      }
      expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toEqual(summaries[1]);
      expect(ended.map(({ code }) => code)).toEqual(codes);
    },
  );

  test('the gate bites: where a third of the requests fail the run ends with 99', { timeout }, async () => {
    const environment = { FAULT_ERROR_RATE: '0.3' };
    const { code, stdout } = await withMessageQueue(environment, (url) => load(short, { MESSAGE_QUEUE_URL: url }));
    expect(stdout).toMatch(/FAILED http_req_failed\{scenario:ingest_single\}: rate<0.01 \(0\.[0-9]+\)/);
    expect(code).toBe(99);
  });

  test('when nothing answers the run is no verdict, neither passed nor 99', { timeout }, async () => {
    const { code, stdout, stderr } = await load(['smoke', 'ingest'], { MESSAGE_QUEUE_URL: 'http://127.0.0.1:9' });
    expect({ code, stdout }).toEqual({ code: 108, stdout: '' });
    expect(stderr).toContain('http://127.0.0.1:9/api/v1/stats does not answer as it should');
    expect(stderr).toContain('Does it run in a cluster? Then add --in-mesh');
  });
});
