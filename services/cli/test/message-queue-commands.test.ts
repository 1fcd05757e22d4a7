import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  environment,
  main,
  observation,
  observations,
  startCommand,
  startQueue,
  until,
  weather,
  type RunningQueue,
} from './support.ts';

// Each command is a process of its own, and most tests run several one after the other.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let queue: RunningQueue;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-cli-'));
  queue = await startQueue(join(folder, 'log'));
});

afterAll(async () => {
  await queue.kill();
  await rm(folder, { recursive: true });
});

const run = (args: string[], input?: string) =>
  weather(args, { env: { WEATHER_URL: queue.url }, ...(input !== undefined && { input }) });
const json = async (args: string[], input?: string) => {
  const { code, stdout, stderr } = await run([...args, '--json'], input);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe('publish', () => {
  test('makes an observation from flags, and the next one knows the station', async () => {
    const first = await run([
      'publish',
      '--station',
      'roof',
      '--latitude',
      '40.7',
      '--longitude',
      '-74',
      '--name',
      'Roof',
      '--temperature',
      '-1.5',
      '--condition',
      'snow',
    ]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/POSITION +EVENT +OUTCOME\n +\d+ +roof-1 +stored\n$/);
    expect(await json(['publish', '--station', 'roof', '--temperature', '2', '--time', '2013-07-01'])).toMatchObject({
      accepted: 1,
      duplicates: 0,
      results: [{ id: 'roof-2' }],
    });
    const { items } = await json(['observations', '--station', 'roof']);
    expect(items).toMatchObject([
      {
        sequence: '000000000002',
        time: '2013-07-01T00:00:00Z',
        data: { station: { name: 'Roof', latitude: 40.7 }, result: { air_temperature: { value: 2 } } },
      },
      {
        sequence: '000000000001',
        data: { result: { air_temperature: { value: -1.5 }, weather_condition: { word: 'snow' } } },
      },
    ]);
  });

  test('takes one event, an array, and JSON lines, from a file or a pipe', async () => {
    const [a, b, c, d] = observations('input', 4);
    const file = join(folder, 'one.json');
    await writeFile(file, JSON.stringify(a, null, 2));
    expect(await json(['publish', file])).toMatchObject({
      accepted: 1,
      results: [{ id: 'input-1', duplicate: false }],
    });
    expect(await json(['publish'], JSON.stringify([a, b]))).toMatchObject({ accepted: 2, duplicates: 1 });
    expect(await json(['publish', '-'], `${JSON.stringify(c)}\n\n${JSON.stringify(d)}\n`)).toMatchObject({
      accepted: 2,
      duplicates: 0,
    });
  });

  test('stores what another log printed', async () => {
    const printed = await run(['tail', '--station', 'input', '--from-beginning', '--limit', '2', '--json']);
    expect(await json(['publish'], printed.stdout)).toMatchObject({ accepted: 2, duplicates: 2 });
  });

  test.each([
    ['{"specversion":"1.0"}\nnonsense', 1, 'stdin, line 2: this is not JSON'],
    [
      JSON.stringify([observation('input', 9), { ...observation('input', 9), sequence: '9' }]),
      1,
      'stdin, event 2: this is no weather event\n/sequence must be 12 digits',
    ],
    ['', 1, 'stdin holds no events'],
  ])('says where input is wrong, and stores nothing: %s', async (input, exitCode, message) => {
    const { code, stderr, stdout } = await run(['publish'], input);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(message);
    expect((await json(['observations', '--station', 'input', '--all'])).items.length).toBe(4);
  });

  test('asks for what it cannot guess', async () => {
    expect(await run(['publish', '--station', 'nowhere', '--temperature', '1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--latitude and --longitude'),
    });
    expect(await run(['publish', '--station', 'roof'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--temperature'),
    });
  });
});

describe('observations', () => {
  test('pages through more than one answer holds, and says when there is more', async () => {
    const { stdout } = await run(
      ['publish'],
      observations('many', 1500)
        .map((event) => JSON.stringify(event))
        .join('\n'),
    );
    expect(stdout).toMatch(/^1500 events stored, 0 were there already; positions \d+ to \d+\n$/);
    const { items, next } = await json(['observations', '--station', 'many', '--all', '--oldest-first']);
    expect(items.map(({ id }: { id: string }) => id)).toEqual(observations('many', 1500).map(({ id }) => id));
    expect(next).toBeNull();
    const few = await run(['observations', '--station', 'many', '--limit', '2']);
    expect(
      few.stdout
        .split('\n')
        .slice(1, 3)
        .map((line) => line.trim().split(/ {2,}/).slice(1, 3)),
    ).toEqual([
      ['2013-03-04 12:00', 'many'],
      ['2013-03-04 11:00', 'many'],
    ]);
    expect(few.stderr).toContain('--limit');
  });

  test('filters by time and kind, and tells when nothing matches', async () => {
    const { items } = await json([
      'observations',
      '--station',
      'many',
      '--from',
      '2013-01-02',
      '--to',
      '2013-01-02T03:00:00Z',
      '--type',
      'weather',
    ]);
    expect(items.map(({ sequence }: { sequence: string }) => Number(sequence))).toEqual([26, 25, 24]);
    expect(await run(['observations', '--station', 'none'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no observation matches\n',
    });
  });
});

describe('tail', () => {
  test('ends quietly when its reader has seen enough', async () => {
    const command = `set -o pipefail; '${process.execPath}' '${main}' tail --station many --from-beginning | head -3`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
      env: environment({ WEATHER_URL: queue.url }),
    });
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/)[4])).toEqual([
      ...Array<string>(3).fill('10.0 °C, rain'),
      undefined,
    ]);
    expect(stderr).toBe('');
  });

  test('says on stderr what is no longer kept', async () => {
    const event = { ...observation('late', 1), position: 12, previousposition: 0 };
    const gap = `event: gap\ndata: ${JSON.stringify({ after: 5, firstPosition: 12 })}\n\n`;
    const shortened = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${gap}event: of another time\ndata: x\n\nid: 12\ndata: ${JSON.stringify(event)}\n\n`);
    }).listen(0, '127.0.0.1');
    await once(shortened, 'listening');
    const env = { WEATHER_URL: `http://127.0.0.1:${(shortened.address() as AddressInfo).port}` };
    const { code, stdout, stderr } = await weather(['tail', '--after', '5', '--limit', '1', '--json'], { env });
    shortened.closeAllConnections();
    shortened.close();
    expect({ code, stdout: JSON.parse(stdout) }).toEqual({ code: 0, stdout: event });
    expect(stderr).toContain('events 6 to 11 are no longer kept; going on with 12');
  });

  test('survives a restart of message-queue without gap or repeat, and ends with Ctrl-C', async () => {
    const before = await json(['stats']);
    const tail = startCommand(['tail', '--station', 'restart', '--json'], { WEATHER_URL: queue.url });
    const seen: number[] = [];
    let said = '';
    tail.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    let rest = '';
    tail.stdout!.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      seen.push(...lines.map((line) => Number((JSON.parse(line) as { sequence: string }).sequence)));
    });
    await (async () => {
      while ((await json(['stats'])).streams === before.streams);
    })();
    await run(['publish'], JSON.stringify(observations('restart', 3)));
    await until(() => seen.length === 3, 'the first three events came');
    await queue.kill();
    await until(() => said.includes('trying again'), 'tail noticed');
    queue = await startQueue(join(folder, 'log'), Number(new URL(queue.url).port));
    await run(['publish'], JSON.stringify(observations('restart', 5, 2)));
    await until(() => seen.length >= 6, 'the rest came');
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(said).toContain('message-queue is back; going on after position');
    tail.kill('SIGINT');
    expect(await once(tail, 'close')).toEqual([0, null]);
  });
});

describe('subscriptions and dead letters', () => {
  test('from creation to redrive', async () => {
    let status = 400;
    const sink = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end());
    }).listen(0, '127.0.0.1');
    await once(sink, 'listening');
    const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`;
    expect(await json(['subscriptions', 'create', '--id', 'trial', '--sink', url])).toMatchObject({
      id: 'trial',
      sink: url,
    });
    await run(['publish'], JSON.stringify(observations('pushed', 2)));
    await expect
      .poll(async () => (await json(['subscriptions', 'show', 'trial'])).deadLetters, { timeout: 40_000 })
      .toBe(2);
    expect((await run(['dead-letters', 'list'])).stdout).toMatch(/trial +\d+ +pushed .* 400 /);
    status = 200;
    const { items } = await json(['dead-letters', 'list', '--subscription', 'trial']);
    expect(await json(['dead-letters', 'redrive', String(items[0].id)])).toEqual({ redriven: 1 });
    expect((await run(['dead-letters', 'redrive', '--subscription', 'trial'])).stdout).toBe('1 will be tried again\n');
    await expect
      .poll(async () => (await json(['subscriptions', 'list'])).items[0].deadLetters, { timeout: 40_000 })
      .toBe(0);
    expect(await run(['subscriptions', 'delete', 'trial'])).toEqual({
      code: 0,
      stdout: 'trial is deleted\n',
      stderr: '',
    });
    const gone = await run(['subscriptions', 'show', 'trial']);
    expect(gone).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no subscription trial (404 not-found)'),
    });
    sink.close();
  });

  test('a sink that is not allowed is refused with the reason', async () => {
    expect(await run(['subscriptions', 'create', '--sink', 'http://example.com/'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('sink-not-allowed'),
    });
  });
});

describe('stats', () => {
  test('is a table for people, without colour in a pipe', async () => {
    const { code, stdout } = await run(['stats']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^events +\d+\npositions +1 to \d+\n/);
    expect(stdout).not.toContain('\u001b');
    const forced = await weather(['stats'], { env: { WEATHER_URL: queue.url, FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain('\u001b[1m');
  });

  test('watched with --json gives a line each time, and ends with Ctrl-C', async () => {
    const watch = startCommand(['stats', '--watch', '0.1', '--json'], { WEATHER_URL: queue.url });
    let printed = '';
    watch.stdout!.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await until(() => printed.split('\n').length > 3, 'three lines were printed');
    watch.kill('SIGINT');
    expect(await once(watch, 'close')).toEqual([0, null]);
    for (const line of printed.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('lastPosition');
  });
});
