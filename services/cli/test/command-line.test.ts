import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { performSimulationQuerySchema, type SimulationAccount } from '@weather/contracts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { weather } from './support.ts';

// Each command is a process of its own, and most tests run several one after the other.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe('exit codes', () => {
  test.each([[['--help']], [['subscriptions', 'create', '--help']]])('0 for %j', async (args) => {
    const { code, stdout, stderr } = await weather(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: weather');
  });

  test.each([
    [[], 'Usage: weather'],
    [['bogus'], "unknown command 'bogus'"],
    [['subscriptions'], 'Usage: weather subscriptions'],
    [['simulate', '--threads', '65'], 'from 1 to 64'],
    [['simulate', '--stations', '0'], 'must be a number from 1 to 500'],
    [['simulate', '--stations', '99999'], 'must be a number from 1 to 500'],
    [['simulate', '--duration', '25h'], 'from 1 to 86400000'],
    [['simulate', '--faults', '1.5'], 'from 0 to 1'],
    [['dead-letters', 'redrive'], 'either ids or --subscription'],
    [['publish', '--temperature', '3'], 'needs --station'],
  ])('2 for %j, with a reason', async (args, reason) => {
    const { code, stdout, stderr } = await weather(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });

  test('1 when nobody answers, with the address and how to change it', async () => {
    const { code, stderr } = await weather(['stats'], { env: { WEATHER_URL: 'http://127.0.0.1:9' } });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'error: message-queue does not answer at http://127.0.0.1:9 (ECONNREFUSED)\nstart it (npx --yes pnpm start), or say where it is with --url or WEATHER_URL\n',
    );
    expect((await weather(['simulate', '--simulation-url', 'http://127.0.0.1:9'])).stderr).toContain(
      'WEATHER_SIMULATION_URL',
    );
    expect((await weather(['tail', '--url', 'http://127.0.0.1:9'])).code).toBe(1);
  });

  test('1 when something else than the service answers', async () => {
    const page = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(page, 'listening');
    const { code, stderr } = await weather([
      'stats',
      '--url',
      `http://127.0.0.1:${(page.address() as AddressInfo).port}`,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('is that really message-queue?');
    page.close();
  });
});

describe('simulate', () => {
  let simulation: Server;
  let url: string;
  let asked: URL;
  let account: SimulationAccount;

  beforeAll(async () => {
    simulation = createServer((request, response) => {
      asked = new URL(request.url!, 'http://simulation');
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(account));
    }).listen(0, '127.0.0.1');
    await once(simulation, 'listening');
    url = `http://127.0.0.1:${(simulation.address() as AddressInfo).port}`;
    account = {
      seed: 7,
      source: 'synthetic',
      type: 'weather',
      stations: ['synthetic-7-1'],
      durationMs: 2000,
      generated: 10,
      sent: 12,
      acked: 9,
      duplicates: 0,
      retried: 2,
      failed: 1,
      late: 0,
      plantedFaults: 0,
      firstSequence: { 'synthetic-7-1': 1 },
      lastSequence: { 'synthetic-7-1': 10 },
    };
  });

  afterAll(() => simulation.close());

  const simulate = (...args: string[]) => weather(['simulate', ...args], { env: { WEATHER_SIMULATION_URL: url } });

  test('passes every parameter on as the service takes it, and shows the account', async () => {
    const flags =
      '--duration 2s --type temperature --threads 3 --speed 3600 --source replay --stations EWR,JFK --seed 7 --faults 0.5 --resume';
    const { code, stdout, stderr } = await simulate(...flags.split(' '));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/stored +9, of which 0 were there already\nfailed +1\n/);
    expect(performSimulationQuerySchema.parse(Object.fromEntries(asked.searchParams))).toEqual({
      duration: 2000,
      type: 'temperature',
      threads: 3,
      speed: 3600,
      source: 'replay',
      stations: 'EWR,JFK',
      seed: 7,
      faults: 0.5,
      resume: true,
    });
    expect(JSON.parse((await simulate('--json')).stdout)).toEqual(account);
  });

  test('fails when nothing was stored', async () => {
    account = { ...account, acked: 0, failed: 10, lastSequence: {} };
    expect(await simulate()).toMatchObject({ code: 1, stderr: expect.stringContaining('no observation was stored') });
  });
});

/** What bash offers at the end of a line, by the script that the command prints. */
async function completed(script: string, line: readonly string[]): Promise<string[]> {
  const words = line.map((word) => `'${word}'`).join(' ');
  const bash = `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; _weather; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', bash]);
  return stdout.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  let script: string;

  beforeAll(async () => {
    script = (await weather(['completion', 'bash'])).stdout;
  });

  const everywhere = ['--url', '--simulation-url', '--json', '--help'];

  test.each([
    [
      ['weather', 's'],
      ['subscriptions', 'stats', 'simulate'],
    ],
    [
      ['weather', 'subscriptions', ''],
      ['list', 'show', 'create', 'delete', ...everywhere],
    ],
    [
      ['weather', 'dead-letters', 'redrive', '--s'],
      ['--subscription', '--simulation-url'],
    ],
    [
      ['weather', 'simulate', '--source', ''],
      ['synthetic', 'replay'],
    ],
    [['weather', '--json', 'simulate', '--type', 'w'], ['weather']],
    [
      ['weather', 'subscriptions', 'create', '--types', ''],
      ['observation', 'forecast', 'anomaly'],
    ],
    [
      ['weather', 'completion', ''],
      ['bash', 'zsh', 'fish', ...everywhere],
    ],
    [['weather', 'publish', '--station', ''], []],
  ])('in bash, %j gives %j', async (line, expected) => {
    expect(await completed(script, line)).toEqual(expected);
  });

  test('other shells get a script of their own, which names every command', async () => {
    for (const shell of ['zsh', 'fish']) {
      const { code, stdout } = await weather(['completion', shell]);
      expect(code).toBe(0);
      for (const name of ['publish', 'tail', 'redrive', 'completion', 'synthetic']) expect(stdout).toContain(name);
    }
  });
});
