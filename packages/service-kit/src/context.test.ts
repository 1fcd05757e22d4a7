import { afterEach, describe, expect, it } from 'vitest';
import { forwardedHeaders, runWithHeaders, traceIdOf } from './context.ts';
import type { Server } from './server-type.ts';
import { buildTestServer, testConfig } from './testing.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

let app: Server;
afterEach(() => app?.close());

function startEcho() {
  app = buildTestServer({ config: testConfig({ FORWARD_HEADERS: ['x-canary'] }) });
  app.post('/headers', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return forwardedHeaders();
  });
  return async (headers: Record<string, string>) =>
    (await app.inject({ method: 'POST', url: '/headers', payload: {}, headers })).json<Record<string, string>>();
}

describe('forwardedHeaders', () => {
  it('are those of the request at hand, also after an await and a body', async () => {
    const sent = {
      'x-request-id': 'abc',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      tracestate: 'a=1',
      baggage: 'user=7',
      b3: `${traceId}-00f067aa0ba902b7-1`,
      'x-b3-traceid': traceId,
      'x-b3-sampled': '1',
      'x-ot-span-context': 'x',
      'end-user': 'jason',
      'x-canary': 'yes',
    };
    expect(await startEcho()({ ...sent, cookie: 'secret', authorization: 'secret' })).toEqual(sent);
  });

  it('hold a request id also when none came in', async () => {
    expect(await startEcho()({})).toEqual({ 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('do not mix between requests at once', async () => {
    const ask = startEcho();
    const ids = Array.from({ length: 50 }, (_, index) => `id-${index}`);
    const answers = await Promise.all(ids.map((id) => ask({ 'x-request-id': id })));
    expect(answers.map((answer) => answer['x-request-id'])).toEqual(ids);
  });

  it('are empty outside of a request', () => {
    expect(forwardedHeaders()).toEqual({});
  });

  it('are what was kept, for work under kept headers', async () => {
    const kept = { 'x-request-id': 'old', 'x-anything': 'kept', traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const seen = await runWithHeaders(kept, async () => {
      await Promise.resolve();
      return forwardedHeaders();
    });
    expect(seen).toEqual(kept);
  });
});

describe('traceIdOf', () => {
  it.each([
    [{ traceparent: `00-${traceId}-00f067aa0ba902b7-01` }, traceId],
    [{ b3: `${traceId}-00f067aa0ba902b7-1` }, traceId],
    [{ 'x-b3-traceid': '00f067aa0ba902b7' }, '00f067aa0ba902b7'],
    [{ b3: '0' }, undefined],
    [{ traceparent: 'nonsense' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (headers, id) => {
    expect(traceIdOf(headers)).toBe(id);
  });
});
