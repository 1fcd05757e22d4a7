import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { request } from 'undici';
import { waitFor } from '../src/testing.ts';
import { killFixtures, startFixture } from './fixture-process.ts';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } };
type Span = {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status?: { code?: number };
  attributes: Attribute[];
};
type Export = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[] };

// Most tests start two processes, each with all of OpenTelemetry to load.
vi.setConfig({ testTimeout: 90_000 });

const preload = ['--import', fileURLToPath(new URL('../src/tracing.ts', import.meta.url))];
const kinds = { server: 2, client: 3, producer: 4 };
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

let spans: Span[];
const receiver = createServer(async (incoming, answer) => {
  const body = JSON.parse(Buffer.concat(await incoming.toArray()).toString()) as Export;
  for (const { resource, scopeSpans } of body.resourceSpans) {
    const service = resource.attributes.find((attribute) => attribute.key === 'service.name')!.value.stringValue!;
    spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service }))));
  }
  answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});

beforeEach(async () => {
  spans = [];
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterEach(() => {
  killFixtures();
  receiver.closeAllConnections();
  receiver.close();
});

async function startTraced(name: string, env: Record<string, string> = {}) {
  const service = startFixture(
    {
      OTEL_SERVICE_NAME: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      ...env,
    },
    preload,
  );
  await service.logged('listening');
  return service;
}

/** A process may have ended before what it sent last was read here. */
const spanOf = (service: string, name: string) =>
  waitFor(() => spans.find((span) => span.service === service && span.name === name), {
    what: `${name} of ${service}`,
  });

async function stop(...services: Awaited<ReturnType<typeof startTraced>>[]) {
  for (const service of services) service.child.kill('SIGTERM');
  for (const service of services) expect(await service.exitCode()).toBe(0);
}

it('a request through two services makes one tree of spans, flushed by the stop', async () => {
  const second = await startTraced('second');
  const first = await startTraced('first', { NEXT: second.url() });
  const { body } = await request(`${first.url()}/chain`, {
    headers: { traceparent: `00-${traceId}-${parentId}-01`, baggage: 'user=7' },
  });
  const answer = (await body.json()) as { next: { headers: Record<string, string> } };
  await (await request(`${first.url()}/livez`)).body.dump();
  const missing = await request(`${first.url()}/nothing`);
  await missing.body.dump();
  await stop(first, second);

  const [outer, call, inner] = [
    await spanOf('first', 'GET /chain'),
    await spanOf('first', 'GET'),
    await spanOf('second', 'GET /chain'),
  ];
  expect([outer.kind, call.kind, inner.kind]).toEqual([kinds.server, kinds.client, kinds.server]);
  expect([outer, call, inner].map((span) => span.traceId)).toEqual([traceId, traceId, traceId]);
  expect([outer, call, inner].map((span) => span.parentSpanId)).toEqual([parentId, outer.spanId, call.spanId]);
  const names = spans.map((span) => span.name);
  expect(names.filter((name) => name.includes('livez'))).toEqual([]);

  // What the second service would pass on: every form tells of its own span, and baggage came through.
  expect(answer.next.headers).toMatchObject({
    traceparent: `00-${traceId}-${inner.spanId}-01`,
    b3: `${traceId}-${inner.spanId}-1`,
    'x-b3-traceid': traceId,
    'x-b3-spanid': inner.spanId,
    baggage: 'user=7',
  });
  expect(await second.logged('chained')).toMatchObject({ trace_id: traceId, span_id: inner.spanId });

  // A 404 is no failure of the server.
  const refused = spans.find((span) => span.traceId !== traceId && span.kind === kinds.server)!;
  expect(refused.status?.code ?? 0).toBe(0);
});

it.each([
  ['b3', { b3: `${traceId}-${parentId}-1` }],
  ['b3 in several headers', { 'x-b3-traceid': traceId, 'x-b3-spanid': parentId, 'x-b3-sampled': '1' }],
  [
    'W3C, also when b3 says otherwise',
    { traceparent: `00-${traceId}-${parentId}-01`, b3: `${'a'.repeat(32)}-${'b'.repeat(16)}-1` },
  ],
])('a parent is found in %s', async (_, headers: Record<string, string>) => {
  const service = await startTraced('alone');
  await (await request(`${service.url()}/chain`, { headers })).body.dump();
  await stop(service);
  expect(await spanOf('alone', 'GET /chain')).toMatchObject({ traceId, parentSpanId: parentId });
});

it('work that a request caused later is in its trace', async () => {
  const second = await startTraced('second');
  const first = await startTraced('first', { NEXT: second.url() });
  await (
    await request(`${first.url()}/push-later`, { method: 'POST', headers: { 'x-request-id': 'mine' } })
  ).body.dump();
  expect(await second.logged('chained')).toMatchObject({ request_id: 'mine' });
  await first.logged('pushed');
  await stop(first, second);
  const [cause, push, call] = [
    await spanOf('first', 'POST /push-later'),
    await spanOf('first', 'push event'),
    await spanOf('first', 'GET'),
  ];
  expect(push).toMatchObject({ kind: kinds.producer, traceId: cause.traceId, parentSpanId: cause.spanId });
  expect(call).toMatchObject({ traceId: cause.traceId, parentSpanId: push.spanId });
  expect(await spanOf('second', 'GET /chain')).toMatchObject({ traceId: cause.traceId, parentSpanId: call.spanId });
});

it('without an endpoint the preload is nothing, and headers pass through as they came', async () => {
  const service = startFixture({}, preload);
  await service.logged('listening');
  const traceparent = `00-${traceId}-${parentId}-01`;
  const { body } = await request(`${service.url()}/chain`, { headers: { traceparent } });
  expect(await body.json()).toMatchObject({ headers: { traceparent } });
  expect(await service.logged('chained')).toMatchObject({ trace_id: traceId });
});

it('there is one copy of the OpenTelemetry API, else spans of one half would be lost to the other', () => {
  const lockfile = readFileSync(new URL('../../../pnpm-lock.yaml', import.meta.url), 'utf8');
  const versions = lockfile.match(/^ {2}'?@opentelemetry\/api@[^:']+/gm) ?? [];
  expect(new Set(versions).size).toBe(1);
});

it('a collector that never answers makes the stop neither late nor a failure', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const service = startFixture(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      SHUTDOWN_DEADLINE_MS: '8000',
    },
    preload,
  );
  await service.logged('listening');
  await (await request(`${service.url()}/slow?ms=0`)).body.dump();
  service.child.kill('SIGTERM');
  // The exporter would try for 10 s, beyond the deadline, which ends a process with 1.
  expect(await service.exitCode()).toBe(0);
  expect(await service.logged('spans-lost')).toMatchObject({ level: 'warn' });
  silent.closeAllConnections();
  silent.close();
});
