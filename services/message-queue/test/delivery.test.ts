import { eventTypes } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { observation } from './events.ts';
import { startService, startSink, type Received, type Body } from './running-service.ts';

const types = [eventTypes.observation];
const distinct = (received: Received[]) => new Set(received.map(({ position }) => position)).size;
const always =
  (status: number, headers: Record<string, string> = {}) =>
  (_one: Received, response: ServerResponse) =>
    void response.writeHead(status, headers).end();

const drip = (_one: Received, response: ServerResponse) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 20);
  response.on('close', () => clearInterval(timer));
};
const reset = (_one: Received, _response: ServerResponse, request: IncomingMessage) => request.socket.resetAndDestroy();
const endless = (_one: Received, response: ServerResponse) => {
  response.writeHead(200);
  response.end('x'.repeat(200_000));
};

describe('a subscriber that', () => {
  const table: [
    string,
    (one: Received, response: ServerResponse, request: IncomingMessage) => void,
    number,
    number | null,
    string?,
  ][] = [
    ['answers 500', always(500), 3, 500],
    ['answers 404', always(404), 3, 404],
    ['answers 408', always(408), 3, 408],
    ['answers 409', always(409), 3, 409],
    ['answers 400', always(400), 1, 400],
    ['answers 401', always(401), 1, 401],
    ['answers 415', always(415), 1, 415],
    ['answers 302', always(302, { location: 'http://127.0.0.1:1/elsewhere' }), 3, 302],
    ['drips', drip, 3, null, '300'],
    ['hangs', () => {}, 3, null, '300'],
    ['resets', reset, 3, null],
    ['answers without end', endless, 3, null],
  ];

  it.each(table)(
    '%s gets its tries, then a dead letter, and its healthy neighbour does not notice',
    async (_name, behave, attempts, lastStatus, timeoutMs) => {
      // Where each try lasts until its deadline, that is so short that it may strike a push that has not yet arrived, and the
      // healthy one as well.
      const isHasty = timeoutMs !== undefined;
      const rounds = isHasty ? 1 : 3;
      const [bad, good, service] = await Promise.all([
        startSink(behave),
        startSink(),
        startService(isHasty ? { DELIVERY_TIMEOUT_MS: timeoutMs } : {}),
      ]);
      for (const [id, sink] of [
        ['bad', bad.url],
        ['good', good.url],
      ])
        await service.call('POST', '/api/v1/subscriptions', { id, sink, types });
      for (let sequence = 1; sequence <= rounds; sequence++)
        await service.publishBatch([observation('a', sequence), observation('b', sequence)]);
      await waitFor(() => distinct(good.received) === 2 * rounds);
      const letters = await waitFor(async () => {
        const { body } = await service.call('GET', '/api/v1/dead-letters?subscription=bad');
        return body.items.length === 2 * rounds && body.items;
      });
      expect(
        letters.every(
          (letter: Body) => letter.attempts === attempts && letter.lastStatus === lastStatus && letter.lastError !== '',
        ),
      ).toBe(true);
      const tries = 2 * rounds * attempts;
      expect(bad.received.length).toBeLessThanOrEqual(tries);
      expect(bad.received.length).toBeGreaterThanOrEqual(isHasty ? 1 : tries);
      expect(isHasty || good.received.length === 2 * rounds).toBe(true);
      const firstTries = bad.received.filter(
        ({ position, station }, index) =>
          bad.received.findIndex((other) => other.position === position) === index && station === 'a',
      );
      expect(firstTries.map(({ position }) => position)).toEqual([1, 3, 5].slice(0, rounds));
    },
  );

  it('asks for time with Retry-After gets it', async () => {
    let refused = false;
    const sink = await startSink((_one, response) => {
      if (refused) return void response.writeHead(204).end();
      refused = true;
      response.writeHead(429, { 'retry-after': '1' }).end();
    });
    const service = await startService();
    await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types });
    await service.publish(observation('a', 1));
    await waitFor(() => sink.received.length === 2);
    expect(sink.received[1]!.at - sink.received[0]!.at).toBeGreaterThan(990);
  });

  it('answers 410 is never asked again, until it subscribes anew', async () => {
    let gone = true;
    const sink = await startSink((_one, response) => void response.writeHead(gone ? 410 : 204).end());
    const service = await startService();
    const request = { id: 'x', sink: sink.url, types };
    await service.call('POST', '/api/v1/subscriptions', request);
    await service.publish(observation('a', 1));
    await waitFor(async () => (await service.call('GET', '/api/v1/subscriptions/x')).body.state === 'gone');
    await service.publish(observation('a', 2));
    expect(sink.received).toHaveLength(1);
    gone = false;
    await service.call('POST', '/api/v1/subscriptions', request);
    await waitFor(() => sink.received.length === 3);
    expect(sink.received.map(({ position }) => position)).toEqual([1, 1, 2]);
  });

  it('is not there yet is given everything once it is, across a restart of the service', async () => {
    let up = false;
    const sink = await startSink((_one, response) => void response.writeHead(up ? 204 : 503).end());
    const env = {
      SUBSCRIPTIONS: JSON.stringify([{ id: 'configured', sink: sink.url, types }]),
      DELIVERY_ATTEMPTS: '1000',
    };
    const first = await startService(env);
    await first.publishBatch(Array.from({ length: 40 }, (_, index) => observation(`s${index % 4}`, index + 1)));
    await waitFor(() => sink.received.length > 4);
    await first.stop();
    up = true;
    const before = sink.received.length;
    const second = await startService({ ...env, DATA_FOLDER: first.folder });
    await waitFor(async () => (await second.call('GET', '/api/v1/subscriptions/configured')).body.lag === 0);
    const after = sink.received.slice(before);
    expect(after).toHaveLength(40);
    for (const station of ['s0', 's1', 's2', 's3']) {
      const positions = after.filter((one) => one.station === station).map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    }
  });
});

describe('dead letters', () => {
  it('are redriven by id and by subscription, and vanish when they arrive', async () => {
    let status = 400;
    const sink = await startSink((_one, response) => void response.writeHead(status).end());
    const service = await startService();
    await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types });
    await service.publishBatch([1, 2, 3, 4].map((sequence) => observation('a', sequence)));
    const list = async () => (await service.call('GET', '/api/v1/dead-letters')).body.items;
    await waitFor(async () => (await list()).length === 4);
    const page = (await service.call('GET', '/api/v1/dead-letters?limit=3')).body;
    expect(page.items).toHaveLength(3);
    expect((await service.call('GET', `/api/v1/dead-letters?after=${page.next.after}`)).body.items).toHaveLength(1);

    const [first] = await list();
    expect((await service.call('POST', '/api/v1/dead-letters/redrive', { ids: [first.id, 999] })).body).toEqual({
      redriven: 1,
    });
    await waitFor(async () => (await list())[0].attempts === 2);
    status = 204;
    expect((await service.call('POST', '/api/v1/dead-letters/redrive', { subscription: 'x' })).body).toEqual({
      redriven: 4,
    });
    await waitFor(async () => (await list()).length === 0);
    expect(sink.received.slice(-4).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    expect((await service.call('POST', '/api/v1/dead-letters/redrive', {})).status).toBe(400);
  });
});

describe('a push', () => {
  it('is one structured event with its place in the log and the headers of the request that published it', async () => {
    const [sink, service] = await Promise.all([startSink(), startService()]);
    await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await service.publish(observation('a', 1), {
      'x-request-id': 'request-7',
      traceparent,
      'x-b3-traceid': '0af7651916cd43dd',
    });
    const [push] = await waitFor(() => sink.received.length === 1 && sink.received);
    expect(push!.event).toEqual({ ...observation('a', 1), position: 1, previousposition: 0 });
    expect(push!.headers).toMatchObject({
      'content-type': 'application/cloudevents+json',
      'x-request-id': 'request-7',
      traceparent,
      'x-b3-traceid': '0af7651916cd43dd',
    });
  });
});
