import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { performSimulationPath, simulationAccountSchema, type SimulationAccount } from '@weather/contracts';
import { testParts, waitFor } from '@weather/service-kit/testing';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readArchive } from '../src/adapters/archive.ts';
import { createMessageQueue } from '../src/adapters/message-queue.ts';
import { systemClock } from '../src/adapters/system-clock.ts';
import { buildApp } from '../src/app.ts';
import { FakeMessageQueue } from './fake-message-queue.ts';

const archive = await readArchive();
/** So patient that a machine that stands still for a while costs no observation; what tries patience has less of it. */
const settings = {
  MESSAGE_QUEUE_URL: '',
  MESSAGE_QUEUE_TIMEOUT_MS: 20_000,
  MAX_SIMULATIONS: 300,
  MAX_SENDERS: 400,
  GRACE_MS: 20_000,
};
const callers = new Agent({ connections: null, headersTimeout: 0 });
let queue: FakeMessageQueue;
let service: ReturnType<typeof buildApp> & { url: string; log: ReturnType<typeof createMessageQueue> };

async function startService(changed: Partial<typeof settings> = {}): Promise<void> {
  const own = { ...settings, ...changed };
  const log = createMessageQueue({
    origin: queue.origin,
    timeoutMs: own.MESSAGE_QUEUE_TIMEOUT_MS,
    connections: own.MAX_SENDERS,
  });
  const parts = testParts();
  const built = buildApp({ ...parts, config: { ...parts.config, ...own }, log, clock: systemClock, archive });
  service = { ...built, log, url: await built.app.listen({ host: '127.0.0.1', port: 0 }) };
}

async function stopService(): Promise<void> {
  await service.stop();
  await service.app.close();
  await service.log.close();
}

beforeEach(async () => {
  queue = await new FakeMessageQueue().start();
  await startService();
});

afterEach(async () => {
  await stopService();
  await queue.stop();
});

afterAll(() => callers.destroy());

async function call(
  parameters: Record<string, string | number>,
  options: { signal?: AbortSignal; headers?: Record<string, string> } = {},
) {
  const query = new URLSearchParams({
    type: 'weather',
    ...Object.fromEntries(Object.entries(parameters).map(([k, v]) => [k, String(v)])),
  });
  const answer = await request(`${service.url}${performSimulationPath}?${query}`, {
    method: 'POST',
    dispatcher: callers,
    ...options,
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: (await answer.body.json()) as Record<string, unknown>,
  };
}

async function simulate(parameters: Record<string, string | number>): Promise<SimulationAccount> {
  const { status, body } = await call(parameters);
  expect(status).toBe(200);
  const account = simulationAccountSchema.parse(body);
  expect(account.generated).toBe(account.acked + account.failed);
  expect(account.sent).toBe(account.generated + account.retried);
  return account;
}

/** Simulates until something has come about, however long that takes, and gives the account up to there. */
async function simulateUntil(
  condition: () => boolean,
  parameters: Record<string, string | number>,
): Promise<SimulationAccount> {
  const running = simulate({ duration: 60_000, ...parameters });
  await waitFor(condition);
  await service.stop();
  return running;
}

const metric = async (line: string) => {
  const { payload } = await service.app.inject('/metrics');
  return Number(
    payload
      .split('\n')
      .find((text) => text.startsWith(line))
      ?.split(' ')
      .at(-1) ?? Number.NaN,
  );
};

const labelled = () => [...queue.stored.values()].filter(({ data }) => 'plantedFault' in data).length;

describe('performSimulation', () => {
  test('blocks for the duration and accounts for every observation', async () => {
    const account = await simulate({ duration: 500, threads: 3, rate: 100, seed: 4 });
    expect(account).toMatchObject({ acked: account.generated, failed: 0, seed: 4 });
    expect(account.generated).toBeGreaterThan(0);
    expect(account.generated).toBeLessThanOrEqual(50);
    expect(account.durationMs).toBeGreaterThanOrEqual(499);
    expect(queue.stored.size).toBe(account.acked);
    expect(queue.contentTypes).toEqual(new Set(['application/cloudevents+json']));
    expect(queue.broken).toBe(0);
    expect(await metric('weather_simulation_observations_total{outcome="acked"')).toBe(account.acked);
    expect(await metric('weather_simulations_running')).toBe(0);
  });

  test('the same call again is all duplicates, resumed it goes on', async () => {
    const first = await simulate({ duration: 100, rate: 100, seed: 4 });
    const again = await simulate({ duration: 100, rate: 100, seed: 4 });
    expect(again.duplicates).toBeGreaterThan(0);
    expect(again.duplicates).toBe(Math.min(again.acked, first.acked));
    const newest = Math.max(first.acked, again.acked);
    const resumed = await simulateUntil(() => queue.stored.size > newest, { rate: 100, seed: 4, resume: 'true' });
    expect(resumed.firstSequence).toEqual({ 'synthetic-4-1': newest + 1 });
    expect(resumed.duplicates).toBe(0);
  });

  test('a seed is drawn if none is given', async () => {
    const [a, b] = await Promise.all([simulate({ duration: 50, rate: 100 }), simulate({ duration: 50, rate: 100 })]);
    expect(a.seed).not.toBe(b.seed);
    expect(queue.stored.size).toBe(a.acked + b.acked);
  });

  test('replays the shipped observations in their order', async () => {
    const account = await simulate({
      duration: 300,
      source: 'replay',
      rate: 200,
      stations: 'JFK',
      type: 'temperature',
    });
    const events = [...queue.stored.values()];
    expect(events.length).toBe(account.acked);
    expect(events[0]).toMatchObject({
      id: 'JFK-1',
      time: '2013-01-01T06:00:00Z',
      data: { result: { air_temperature: { value: 3.9 } } },
    });
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted());
    expect(events.some(({ data }) => 'result' in data && data.result.weather_condition !== undefined)).toBe(false);
  });

  test('tells the planted faults that arrived', async () => {
    const account = await simulateUntil(() => labelled() > 10, { rate: 500, faults: 0.2, seed: 1 });
    expect(account.plantedFaults).toBe(labelled());
    expect(account.acked).toBeGreaterThan(labelled());
  });

  test('passes the request id and trace context on', async () => {
    const headers = { 'x-request-id': 'lab-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const { headers: answered } = await call({ duration: 20, rate: 100 }, { headers });
    expect(answered['x-request-id']).toBe('lab-1');
    expect(queue.headers.length).toBeGreaterThan(0);
    for (const sent of queue.headers) expect(sent).toMatchObject(headers);
  });

  test.each([
    [{ duration: 0 }, 'query/duration'],
    [{ duration: 10, threads: 65 }, 'query/threads'],
    [{ duration: 10, rate: 1, speed: 1 }, 'query/speed'],
    [{ duration: 10, source: 'replay', stations: 'BOS' }, 'query/stations'],
    [{ duration: 10, surprise: 1 }, 'query/surprise'],
  ])('refuses %j and names the place', async (parameters, pointer) => {
    const { status, body } = await call(parameters);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer }]);
  });

  test('takes an empty body of any content type, and no other', async () => {
    const url = `${performSimulationPath}?duration=10&type=weather&rate=100`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await service.app.inject({ method: 'POST', url, headers: form })).statusCode).toBe(200);
    expect((await service.app.inject({ method: 'POST', url, headers: form, payload: 'duration=10' })).statusCode).toBe(
      415,
    );
  });
});

describe('a message-queue in trouble', () => {
  test('slow: requests that time out are tried again, and each observation counts once', async () => {
    await stopService();
    await startService({ MESSAGE_QUEUE_TIMEOUT_MS: 500 });
    let givenUp = 0;
    queue.behaviour = (_request, response, event) => {
      if (queue.requests % 5 > 0) return void setTimeout(() => queue.store(response, event), 5);
      // Stored, but only after the sender gave up.
      response.on('close', () => {
        givenUp++;
        queue.store(response, event);
      });
    };
    const account = await simulateUntil(() => givenUp > 2 && queue.stored.size > 5, { threads: 2 });
    expect(account.retried).toBeGreaterThanOrEqual(givenUp);
    expect(account).toMatchObject({ acked: queue.stored.size, failed: 0 });
  });

  test('refusing with 429 and Retry-After: nobody comes back early', async () => {
    const asked: number[] = [];
    queue.behaviour = (_request, response, event) => {
      asked.push(performance.now());
      if (asked.length === 1) queue.json(response, 429, {}, { 'retry-after': '1' });
      else queue.store(response, event);
    };
    const account = await simulateUntil(() => asked.length > 2, { rate: 10 });
    expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(999);
    expect(account).toMatchObject({ retried: 1, failed: 0 });
    expect(account.late).toBeGreaterThan(0);
  });

  test.each([503, 404])('%i, which may be a proxy, at random: everything arrives in the end', async (status) => {
    queue.behaviour = (_request, response, event) => {
      if (queue.requests % 2) queue.json(response, status, {});
      else queue.store(response, event);
    };
    const account = await simulate({ duration: 800, threads: 4 });
    expect(account.retried).toBeGreaterThanOrEqual(account.acked);
    expect(account).toMatchObject({ acked: queue.stored.size, failed: 0 });
  });

  test('refusing for good: failed at once, and no second try', async () => {
    queue.behaviour = (_request, response) => queue.json(response, 422, {});
    const account = await simulate({ duration: 200, rate: 50 });
    expect(account).toMatchObject({ failed: account.generated, retried: 0, acked: 0 });
  });

  test('gone: the answer comes all the same, with everything failed', async () => {
    await stopService();
    await startService({ GRACE_MS: 2000 });
    await queue.stop();
    const account = await simulate({ duration: 400, threads: 5, resume: 'false' });
    expect(account).toMatchObject({ generated: 5, failed: 5, acked: 0 });
    expect(account.retried).toBeGreaterThan(5);
    expect(await simulate({ duration: 100, resume: 'true' })).toMatchObject({ generated: 0, sent: 0 });
  });

  test('back again: goes on in the order of each station', async () => {
    const running = simulate({ duration: 60_000, threads: 3, rate: 200 });
    await waitFor(() => queue.stored.size > 30);
    await queue.stop();
    const before = queue.stored.size;
    await waitFor(async () => (await metric('weather_simulation_requests_total{kind="retried"')) > 0);
    await queue.start();
    await waitFor(() => queue.stored.size > before + 30);
    await service.stop();
    const account = await running;
    expect(account).toMatchObject({ acked: account.generated, failed: 0 });
    expect(account.acked).toBe(queue.stored.size);
    for (const station of account.stations) {
      const sequences = [...queue.stored.values()]
        .filter(({ partitionkey }) => partitionkey === station)
        .map(({ sequence }) => Number(sequence));
      expect(sequences).toEqual(sequences.map((_, at) => at + 1));
    }
  });
});

const storedOf = (station: string) =>
  [...queue.stored.values()].filter(({ partitionkey }) => partitionkey === station).length;

/** Bytes that are held: what nobody needs any more is collected first, so that it does not matter when that was due. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('many at once', () => {
  test('250 simulations each get their own account', { timeout: 120_000 }, async () => {
    const before = bytesHeld();
    const accounts = await Promise.all(
      Array.from({ length: 250 }, (_, seed) =>
        simulate({ duration: 3000, rate: 2, seed, type: seed % 2 ? 'weather' : 'temperature' }),
      ),
    );
    expect(accounts.map(({ seed }) => seed)).toEqual(Array.from({ length: 250 }, (_, seed) => seed));
    for (const { acked, generated, stations } of accounts) {
      expect(acked).toBeGreaterThan(0);
      expect([acked, storedOf(stations[0]!)]).toEqual([generated, generated]);
    }
    expect((bytesHeld() - before) / 250).toBeLessThan(100_000);
  });

  test('beyond its bounds it answers 429 with Retry-After, and has room again afterwards', async () => {
    await stopService();
    await startService({ MAX_SENDERS: 10 });
    const caller = new AbortController();
    const full = [1, 2, 3].map(() => call({ duration: 60_000, threads: 3, rate: 10 }, { signal: caller.signal }));
    const ended = Promise.allSettled(full);
    await waitFor(async () => (await metric('weather_simulations_running')) === 3);
    const { status, body, headers } = await call({ duration: 10, threads: 3 });
    expect(status).toBe(429);
    expect(body.code).toBe('too-many-requests');
    expect(headers['retry-after']).toBe('5');
    caller.abort();
    await ended;
    await waitFor(async () => (await metric('weather_simulations_running')) === 0);
    // Four would need more room than there is: those that ran to their end gave theirs back, too.
    for (let round = 1; round <= 4; round++) await simulate({ duration: 10, threads: 3 });
  });
});

describe('ends early', () => {
  test('when the caller hangs up', async () => {
    const caller = new AbortController();
    const running = call({ duration: 60_000, threads: 2 }, { signal: caller.signal });
    await waitFor(() => queue.stored.size > 5);
    caller.abort();
    await expect(running).rejects.toThrow('aborted');
    await waitFor(async () => (await metric('weather_simulations_running')) === 0);
    const sent = queue.requests;
    const other = await simulate({ duration: 200, rate: 20 });
    // What was on its way at that moment, one request per sender, may still have come in.
    expect(queue.requests - sent - other.sent).toBeLessThanOrEqual(2);
  });

  test('when the caller hung up before it began', async () => {
    const parts = testParts();
    const config = { ...parts.config, ...settings, FAULT_DELAY_RATE: 1, FAULT_DELAY_MS: 200 };
    const { app, stop } = buildApp({ ...parts, config, log: service.log, clock: systemClock, archive });
    const begun = Promise.withResolvers<void>();
    app.addHook('preHandler', (_request, _reply, done) => {
      begun.resolve();
      done();
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const caller = new AbortController();
    const arrived = new Promise<void>((resolve) => app.server.once('request', () => resolve()));
    const running = request(`${url}${performSimulationPath}?duration=60000&type=weather`, {
      method: 'POST',
      signal: caller.signal,
    });
    await arrived;
    caller.abort();
    await expect(running).rejects.toThrow('aborted');
    await begun.promise;
    await waitFor(async () => /^weather_simulations_running\S* 0$/m.test((await app.inject('/metrics')).payload));
    await stop();
    await app.close();
  });

  test('when the process stops: callers get their accounts so far', async () => {
    const running = Promise.all([simulate({ duration: 60_000, rate: 100 }), simulate({ duration: 60_000 })]);
    await waitFor(() => queue.stored.size > 20);
    await service.stop();
    const accounts = await running;
    expect(accounts[0]!.acked + accounts[1]!.acked).toBe(queue.stored.size);
    expect(await call({ duration: 10 })).toMatchObject({ status: 503, body: { code: 'shutting-down' } });
  });
});
