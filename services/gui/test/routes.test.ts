import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performSimulationPath, simulationViewSchema, simulationsSchema } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGuiForTest } from './gui-for-test.ts';

const account = {
  seed: 7,
  source: 'synthetic',
  type: 'weather',
  stations: ['a'],
  durationMs: 1000,
  generated: 5,
  sent: 5,
  acked: 5,
  duplicates: 0,
  retried: 0,
  failed: 0,
  late: 0,
  plantedFaults: 0,
  firstSequence: { a: 1 },
  lastSequence: { a: 5 },
};

let gui: Awaited<ReturnType<typeof startGuiForTest>>;
let simulation: Server;
const asked: URL[] = [];
let hungUp = 0;

beforeAll(async () => {
  // Answers at once, but for a duration above a minute it never does.
  simulation = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://simulation');
    asked.push(url);
    response.on('close', () => (hungUp += response.writableEnded ? 0 : 1));
    const json = { 'content-type': 'application/json' };
    if (url.searchParams.get('stations') === 'bad') {
      response.writeHead(409, json).end(JSON.stringify({ code: 'conflict', detail: 'no such station' }));
    } else if (Number(url.searchParams.get('duration')) <= 60_000)
      response.writeHead(200, json).end(JSON.stringify(account));
  });
  await new Promise<void>((resolve) => simulation.listen(0, '127.0.0.1', resolve));
  const { port } = simulation.address() as AddressInfo;
  gui = await startGuiForTest({ simulationUrl: `http://127.0.0.1:${port}` });
});

afterAll(async () => {
  await gui.stop();
  simulation.closeAllConnections();
  simulation.close();
});

const start = (payload: object) => gui.app.inject({ method: 'POST', url: '/api/v1/simulations', payload });
const list = async () => simulationsSchema.parse((await gui.app.inject('/api/v1/simulations')).json()).items;
const body = { type: 'weather', duration: 5000, rate: 5, stations: '3' };

test('starting a simulation asks the simulation service and keeps its account', async () => {
  const answer = await start({ ...body, faults: 0.1 });
  expect(answer.statusCode).toBe(201);
  const { id } = simulationViewSchema.parse(answer.json());
  const ended = await waitFor(async () => (await list()).find((item) => item.id === id && item.state === 'completed'));
  expect(ended.account?.acked).toBe(5);
  const url = asked.at(-1)!;
  expect(url.pathname).toBe(performSimulationPath);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    duration: '5000',
    rate: '5',
    stations: '3',
    faults: '0.1',
    type: 'weather',
  });
});

test('stopping a simulation hangs up on the simulation service', async () => {
  const { id } = (await start({ ...body, duration: 600_000 })).json();
  await waitFor(() => asked.at(-1)?.searchParams.get('duration') === '600000');
  const before = hungUp;
  const answer = await gui.app.inject({ method: 'DELETE', url: `/api/v1/simulations/${id}` });
  expect([answer.statusCode, answer.json().state]).toEqual([200, 'stopped']);
  await waitFor(() => hungUp > before);
  expect((await gui.app.inject({ method: 'DELETE', url: '/api/v1/simulations/none' })).statusCode).toBe(404);
});

test('what the simulation service refuses is told in its words', async () => {
  const { id } = (await start({ ...body, stations: 'bad' })).json();
  const failed = await waitFor(async () => (await list()).find((item) => item.id === id && item.state === 'failed'));
  expect(failed.detail).toBe('The simulation service answered 409: no such station');
});

test.each([
  [{ ...body, speed: 5 }, '/rate'],
  [{ ...body, rate: undefined }, '/rate'],
  [{ ...body, duration: 0 }, '/duration'],
  [{ ...body, threads: 65 }, '/threads'],
  [{ ...body, surprise: 1 }, '/surprise'],
  [{ ...body, stations: '../x' }, '/stations'],
])('a request that makes no sense is refused with its place: %j', async (payload, pointer) => {
  const answer = await start(payload);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
});

test('the page may load nothing but what this server serves', async () => {
  const answer = await gui.app.inject('/');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-cache');
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

test('what changes is never cached, and what is unknown is a problem with the same protection', async () => {
  const answer = await gui.app.inject('/nothing/here');
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found']);
  expect(answer.headers['content-security-policy']).toBeDefined();
  expect((await gui.app.inject('/api/v1/simulations')).headers['cache-control']).toBe('no-store');
  expect((await gui.app.inject('/../src/main.ts')).statusCode).toBe(404);
});

test('it is ready whether or not message-queue is', async () => {
  await gui.queue.stop();
  expect((await gui.app.inject('/readyz')).statusCode).toBe(200);
  await gui.queue.start();
});

test('its own interface is described', async () => {
  const { paths } = (await gui.app.inject('/openapi.json')).json();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/api/v1/live',
      '/api/v1/simulations',
      '/api/v1/simulations/{id}',
      '/api/v1/stations/{station}/history',
    ]),
  );
});
