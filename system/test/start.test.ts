import { existsSync } from 'node:fs';
import { observationsPageSchema, observationsPath, readinessPath, statsPath, statsSchema } from '@weather/contracts';
import { request } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { portOffsets } from '../start/service-definitions.ts';
import { type LaunchedSystem, freePorts, launch, temporaryDataFolder } from './launched-system.ts';

let data: Awaited<ReturnType<typeof temporaryDataFolder>>;
let port: number;
let running: LaunchedSystem[];

beforeEach(async () => {
  data = await temporaryDataFolder();
  port = await freePorts();
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((system) => system.end('SIGTERM')));
  await data.remove();
});

function start(...args: string[]): LaunchedSystem {
  const system = launch(['--data', data.folder, ...args], { port });
  running.push(system);
  return system;
}

async function stats() {
  const { body } = await request(`http://127.0.0.1:${port + 2}${statsPath}`);
  return statsSchema.parse(await body.json());
}

async function eventsBeyond(position: number) {
  await expect.poll(async () => (await stats()).lastPosition, { timeout: 40_000 }).toBeGreaterThan(position);
}

/** The sequence numbers of each station's observations, in the order of the log. */
async function storedSequences(): Promise<Map<string, number[]>> {
  const stored = new Map<string, number[]>();
  for (let after: number | undefined = 0; after !== undefined;) {
    const { body } = await request(`http://127.0.0.1:${port + 2}${observationsPath}?after=${after}&limit=250`);
    const { items, next } = observationsPageSchema.parse(await body.json());
    for (const { partitionkey, sequence } of items)
      stored.set(partitionkey, [...(stored.get(partitionkey) ?? []), Number(sequence)]);
    after = next?.after;
  }
  return stored;
}

/**
 * What the simulations say of themselves at their end: observations that were acknowledged. Nothing where the launcher,
 * which gives them a second and a half, had to kill them: on a busy machine.
 */
function acknowledged({ output }: LaunchedSystem): number | undefined {
  if (!output.some((line) => /"service":"simulation".*"event":"stopped"/.test(line))) return undefined;
  const accounts = output.filter((line) => line.includes('"simulation over"'));
  return accounts.reduce((sum, line) => sum + (JSON.parse(line) as { acked: number }).acked, 0);
}

// Four starts, one of them with much to do.
test('one command brings up all processes; Ctrl-C ends them and loses nothing; the next start goes on', async () => {
  const first = start('--json');
  await first.line(/Weather page: http:\/\/localhost:\d+/);
  for (const offset of portOffsets.values()) {
    const { statusCode } = await request(`http://127.0.0.1:${port + offset}${readinessPath}`);
    expect(statusCode).toBe(200);
  }
  await eventsBeyond(300);
  await expect.poll(async () => (await storedSequences()).size, { timeout: 40_000 }).toBe(7);
  const before = await stats();
  expect(await first.end('SIGINT')).toBe(0);
  await expect(request(`http://127.0.0.1:${port + 2}${statsPath}`)).rejects.toThrow(/ECONNREFUSED/);

  const quiet = start('--idle');
  await quiet.line(/Weather page/);
  expect((await stats()).lastPosition).toBeGreaterThanOrEqual(before.lastPosition);
  const stored = await storedSequences();
  const count = [...stored.values()].flat().length;
  expect(stored.size).toBe(7);
  for (const sequences of stored.values()) expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  // Beyond what was acknowledged there can only be what each of the seven stations had under way at the end.
  const beyond = count - (acknowledged(first) ?? count);
  expect(beyond).toBeGreaterThanOrEqual(0);
  expect(beyond).toBeLessThanOrEqual(7);
  await quiet.end('SIGINT');

  const second = start();
  await second.line(/Weather page/);
  await eventsBeyond(before.lastPosition + 10);
  expect((await stats()).duplicates).toBeLessThan(20);
  await second.end('SIGINT');

  const fresh = start('--fresh', '--idle');
  await fresh.line(/Weather page/);
  expect((await stats()).events).toBe(0);
}, 300_000);

test('log lines name their service, and --json prints nothing but JSON', async () => {
  const readable = start('--idle');
  await readable.line(/^message-queue .*listening/i);
  await readable.line(/^machine-learning-v2 .*listening/i);
  await readable.line(/Weather page/);
  await readable.end('SIGINT');
  const raw = start('--idle', '--json');
  await raw.line(/Weather page/);
  await raw.end('SIGINT');
  const speakers = new Set(raw.output.map((line) => (JSON.parse(line) as { pod?: string }).pod));
  expect([...speakers]).toEqual(expect.arrayContaining([...portOffsets.keys()]));
});

test('a service that dies ends the system with one clear message', async () => {
  const system = start('--json');
  await system.line(/Weather page/);
  const listening = await system.line(/"service":"simulation".*"event":"listening"/);
  process.kill((JSON.parse(listening) as { pid: number }).pid, 'SIGKILL');
  expect(await system.line(/weather-mesh:/)).toMatch(
    /simulation was killed by SIGKILL\. Everything was stopped.*pnpm start/,
  );
  expect(await system.ended).toBe(1);
});

test('Ctrl-C while the services start ends them all, without a complaint', async () => {
  const system = start();
  await system.line(/listening/i);
  expect(await system.end('SIGINT')).toBe(0);
  expect(system.output.join('\n')).toMatch(/stopp(ed before it was up|ing)/);
  expect(system.output.join('\n')).not.toMatch(/weather-mesh:/);
  for (const offset of portOffsets.values())
    await expect(request(`http://127.0.0.1:${port + offset}${readinessPath}`)).rejects.toThrow(/ECONNREFUSED/);
});

/** Has the look at the data folder hang, as it does on a network disk that is gone. */
const hangingDisk = `
  if (process.argv[1]?.endsWith('data-folder-process.ts')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;

test('Ctrl-C before anything runs ends the start too', async () => {
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hangingDisk)}` };
  const system = launch(['--data', data.folder], { port, environment });
  running.push(system);
  await system.line(/starting \d+ services/);
  expect(await system.end('SIGINT')).toBe(0);
  expect(system.output.join('\n')).toMatch(/stopped before it was up/);
  expect(system.output.join('\n')).not.toMatch(/listening|weather-mesh:/);
});

test('services stop when the launcher is killed', async () => {
  const system = start('--idle');
  await system.line(/Weather page/);
  await system.end('SIGKILL');
  for (const offset of portOffsets.values()) {
    const probe = () =>
      request(`http://127.0.0.1:${port + offset}${readinessPath}`).then(
        () => 'up',
        () => 'gone',
      );
    await expect.poll(probe, { timeout: 60_000 }).toBe('gone');
  }
});

async function refusal(system: LaunchedSystem): Promise<string> {
  const line = await system.line(/weather-mesh:/);
  expect(await system.ended).toBe(1);
  expect(system.output.join('\n')).not.toMatch(/listening|DATA_FOLDER/);
  return line;
}

test('a second start is told by its data folder first, then by its ports, before anything starts', async () => {
  const first = start('--idle');
  const cli = await first.line(/pnpm weather/);
  expect(cli).toContain(`--url http://127.0.0.1:${port + 2} --simulation-url http://127.0.0.1:${port + 1}`);
  const elsewhere = String(await freePorts());
  expect(await refusal(start('--idle', '--port', elsewhere))).toMatch(
    /the system is running already: it uses the data folder .*pnpm start --data FOLDER --port/,
  );
  expect(await refusal(start('--fresh'))).toMatch(/the system is running already.*Stop it before --fresh/);
  expect(await refusal(start('--idle', '--data', `${data.folder}/second`))).toMatch(/taken: port .*pnpm start --port/);
});

test.runIf(existsSync('/proc/self'))('a data folder that cannot be is refused at once', async () => {
  const system = start('--data', '/proc/weather');
  await system.line(/starting \d+ services/);
  expect(await refusal(system)).toMatch(/the data folder \/proc\/weather cannot be used: no folder can be made there/);
});

test('a wrong option exits with 2 and the usage', async () => {
  const system = start('--colour');
  await system.line(/Unknown option '--colour'/);
  await system.line(/usage: pnpm start/);
  expect(await system.ended).toBe(2);
});
