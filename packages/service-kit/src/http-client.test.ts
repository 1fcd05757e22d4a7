import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runWithHeaders } from './context.ts';
import { createHttpClient } from './http-client.ts';
import type { HttpClient, HttpClientOptions } from './http-client.ts';
import { parseRetryAfter, PeerError } from './peer-error.ts';
import { waitFor } from './testing.ts';

let end: (() => Promise<unknown>) | undefined;
afterEach(async () => {
  await end?.();
  end = undefined;
});

async function startPeer(answer: RequestListener, options: Partial<HttpClientOptions> = {}): Promise<HttpClient> {
  const peer = createServer(answer).listen(0, '127.0.0.1');
  await once(peer, 'listening');
  const client = createHttpClient({ origin: `http://127.0.0.1:${(peer.address() as AddressInfo).port}`, ...options });
  end = async () => {
    await client.close();
    peer.closeAllConnections();
    peer.close();
  };
  return client;
}

const json = { 'content-type': 'application/json' };
const failing = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as PeerError,
  );

async function textOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}

describe('createHttpClient', () => {
  it('sends query, JSON body and the headers of the request at hand', async () => {
    const client = await startPeer(async (request, response) => {
      const { method, url, headers } = request;
      response.writeHead(200, json).end(JSON.stringify({ method, url, headers, body: await textOf(request) }));
    });
    const answer = await runWithHeaders({ 'x-request-id': 'abc', b3: '0' }, () =>
      client.request({
        method: 'POST',
        path: '/a',
        query: { x: 1, none: undefined, y: 'ä b' },
        body: { k: [1] },
        headers: { 'x-own': '1' },
      }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      method: 'POST',
      url: '/a?x=1&y=%C3%A4+b',
      headers: { 'content-type': 'application/json', 'x-request-id': 'abc', b3: '0', 'x-own': '1' },
      body: '{"k":[1]}',
    });
  });

  it('gives what the schema makes of the answer, and refuses one that does not fit', async () => {
    const client = await startPeer((_, response) => response.writeHead(200, json).end('{"n":1,"when":"2013-07-01"}'));
    const ask = (responseSchema: z.ZodType) => client.request({ method: 'GET', path: '/', responseSchema });
    expect((await ask(z.object({ when: z.coerce.date() }))).body).toEqual({ when: new Date('2013-07-01') });
    const error = await failing(ask(z.object({ n: z.string() })));
    expect(error).toMatchObject({ status: 200, code: 'invalid-answer', detail: expect.stringContaining('/n') });
  });

  it('turns a problem into an error with its code, detail and wait', async () => {
    const client = await startPeer((_, response) => {
      response.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '3' });
      response.end('{"status":429,"code":"too-many-requests","detail":"slow down"}');
    });
    const error = await failing(client.request({ method: 'GET', path: '/' }));
    expect(error).toBeInstanceOf(PeerError);
    expect(error).toMatchObject({ status: 429, code: 'too-many-requests', detail: 'slow down', retryAfterMs: 3000 });
  });

  it('does not follow redirects', async () => {
    let requests = 0;
    const client = await startPeer((_, response) => {
      requests++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await failing(client.request({ method: 'GET', path: '/' }))).toMatchObject({ status: 302 });
    expect(requests).toBe(1);
  });

  it('stops reading an answer that is too large', async () => {
    const client = await startPeer((_, response) => response.writeHead(200).end('x'.repeat(5000)), {
      maximumAnswerBytes: 4096,
    });
    expect(await failing(client.request({ method: 'GET', path: '/' }))).toMatchObject({
      status: 200,
      code: 'answer-too-large',
    });
  });

  it('takes an answer that drips for none once the time is up', async () => {
    const client = await startPeer((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    const error = await failing(client.request({ method: 'GET', path: '/', timeoutMs: 100 }));
    expect(error).toMatchObject({ status: undefined, code: 'timeout' });
  });

  it('has no status when nobody answers, or the answer breaks off', async () => {
    const client = await startPeer((request) => request.socket.destroy());
    expect(await failing(client.request({ method: 'GET', path: '/' }))).toMatchObject({
      status: undefined,
      code: 'no-answer',
    });
    const nobody = createHttpClient({ origin: 'http://127.0.0.1:1' });
    expect(await failing(nobody.request({ method: 'GET', path: '/' }))).toMatchObject({
      status: undefined,
      code: 'no-answer',
    });
    await nobody.close();
  });

  it('ends when its caller, or the whole client, is told to', async () => {
    let waiting = 0;
    const whole = new AbortController();
    const client = await startPeer(() => void waiting++, { signal: whole.signal });
    const one = new AbortController();
    const first = failing(client.request({ method: 'GET', path: '/', signal: one.signal }));
    const second = failing(client.request({ method: 'GET', path: '/' }));
    await waitFor(() => waiting === 2);
    one.abort();
    expect(await first).toMatchObject({ code: 'aborted' });
    whole.abort();
    expect(await second).toMatchObject({ code: 'aborted' });
    expect(await failing(client.request({ method: 'GET', path: '/' }))).toMatchObject({ code: 'aborted' });
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['', undefined],
    [undefined, undefined],
  ])('of %j is %s ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
