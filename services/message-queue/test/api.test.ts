import { eventsPageSchema, eventTypes } from '@weather/contracts';
import { describe, expect, it } from 'vitest';
import { observation } from './events.ts';
import { startService, type Body } from './running-service.ts';

const binary = (station: string, sequence: number) => {
  const { data, ...attributes } = observation(station, sequence);
  const headers = Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== 'datacontenttype')
      .map(([name, value]) => [`ce-${name}`, encodeURIComponent(String(value))]),
  );
  return { data, headers };
};

describe('publishing', () => {
  it('stores an event once, however often and in whatever mode it comes', async () => {
    const { publish, publishBatch, call } = await startService();
    const event = observation('a', 1);
    expect((await publish(event)).body).toEqual({ accepted: true, duplicate: false, position: 1 });
    expect((await publish(event)).body).toEqual({ accepted: true, duplicate: true, position: 1 });
    const { data, headers } = binary('a', 1);
    expect((await call('POST', '/api/v1/events', data, headers)).body).toEqual({
      accepted: true,
      duplicate: true,
      position: 1,
    });
    expect((await publishBatch([event, observation('a', 2), observation('a', 2)])).body).toEqual({
      accepted: 3,
      duplicates: 2,
      results: [
        { duplicate: true, position: 1 },
        { duplicate: false, position: 2 },
        { duplicate: true, position: 2 },
      ],
    });
  });

  it('stores one of three that come at once, and knows it after a restart', async () => {
    const first = await startService();
    const event = observation('a', 1);
    const answers = await Promise.all([first.publish(event), first.publish(event), first.publish(event)]);
    expect(answers.filter(({ body }) => !body.duplicate)).toHaveLength(1);
    await first.stop();
    const second = await startService({ DATA_FOLDER: first.folder });
    expect((await second.publish(event)).body).toEqual({ accepted: true, duplicate: true, position: 1 });
  });

  it('refuses a batch whole and says where it is wrong', async () => {
    const { publishBatch, call } = await startService();
    const wrong = { ...observation('a', 2), source: '/stations/b' };
    const answer = await publishBatch([observation('a', 1), wrong]);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toBe('/1/source');
    expect((await call('GET', '/api/v1/stats')).body.events).toBe(0);
  });

  it('names the header that is wrong in binary mode', async () => {
    const { call } = await startService();
    const { data, headers } = binary('a', 1);
    const answer = await call('POST', '/api/v1/events', data, { ...headers, 'ce-sequence': 'x' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toBe('header/ce-sequence');
    expect((await call('POST', '/api/v1/events', data)).body.errors[0].pointer).toBe('header/ce-specversion');
  });

  it.each([
    ['text/plain', '{}', 415],
    ['application/cloudevents+json', '{', 400],
    ['application/cloudevents+json', '{"__proto__":{}}', 400],
    ['application/cloudevents+json', `{"id":"${'x'.repeat(70_000)}"}`, 413],
    ['application/cloudevents-batch+json', '[]', 400],
    ['application/cloudevents-batch+json', '{}', 400],
  ])('answers %s %.20s with %d', async (contentType, body, status) => {
    const { call } = await startService();
    const answer = await call('POST', '/api/v1/events', body, { 'content-type': contentType });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('reading', () => {
  it('pages through the log both ways, with filters, and links events of a station by previousposition', async () => {
    const { publishBatch, call } = await startService();
    await publishBatch(Array.from({ length: 50 }, (_, index) => observation(`s${index % 3}`, index + 1)));
    const walk = async (query: string) => {
      const positions: number[] = [];
      let next: { after?: number; before?: number } | null = {};
      while (next) {
        const { body }: { body: Body } = await call(
          'GET',
          `/api/v1/events?limit=7&${query}&${new URLSearchParams(next as Record<string, string>)}`,
        );
        positions.push(...eventsPageSchema.parse(body).items.map(({ position }) => position));
        ({ next } = body);
      }
      return positions;
    };
    const all = Array.from({ length: 50 }, (_, index) => index + 1);
    expect(await walk('')).toEqual(all);
    expect(await walk('order=desc')).toEqual(all.toReversed());
    expect(await walk('station=s1')).toEqual(all.filter((position) => (position - 1) % 3 === 1));
    expect(await walk(`type=${eventTypes.forecast}`)).toEqual([]);
    const from = observation('s0', 10).time;
    expect(await walk(`from=${from}`)).toEqual(all.slice(9));
    expect(await walk(`to=${from}&order=desc`)).toEqual(all.slice(0, 9).toReversed());
    const { body } = await call('GET', '/api/v1/observations?station=s2&type=temperature');
    expect(body.items.map(({ previousposition }: { previousposition: number }) => previousposition)).toEqual([
      0,
      ...body.items.slice(0, -1).map(({ position }: { position: number }) => position),
    ]);
    expect((await call('GET', '/api/v1/observations?type=weather')).body).toEqual({ items: [], next: null });
  });

  it('refuses what it does not know in a query', async () => {
    const { call } = await startService();
    for (const query of ['limit=0', 'limit=1001', 'after=-1', 'order=up', 'what=1', 'from=yesterday']) {
      expect((await call('GET', `/api/v1/events?${query}`)).status).toBe(400);
    }
  });
});

describe('subscriptions over HTTP', () => {
  it('are made, found, listed and ended', async () => {
    const { call } = await startService();
    const request = { id: 'one', sink: 'http://127.0.0.1:9/x', types: [eventTypes.observation] };
    expect((await call('POST', '/api/v1/subscriptions', request)).status).toBe(201);
    expect((await call('POST', '/api/v1/subscriptions', request)).status).toBe(200);
    expect((await call('POST', '/api/v1/subscriptions', { ...request, sink: 'http://127.0.0.1:10/' })).status).toBe(
      409,
    );
    expect((await call('GET', '/api/v1/subscriptions/one')).body).toMatchObject({ id: 'one', state: 'active', lag: 0 });
    expect((await call('GET', '/api/v1/subscriptions')).body.items).toHaveLength(1);
    expect((await call('DELETE', '/api/v1/subscriptions/one')).status).toBe(204);
    expect((await call('DELETE', '/api/v1/subscriptions/one')).status).toBe(404);
    expect((await call('GET', '/api/v1/subscriptions/one')).status).toBe(404);
    const refused = await call('POST', '/api/v1/subscriptions', { ...request, sink: 'http://169.254.169.254/latest' });
    expect([refused.status, refused.body.code]).toEqual([422, 'sink-not-allowed']);
  });
});
