import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventTypes, performSimulationPath, subscriptionsPath } from '@weather/contracts';
import { request } from 'undici';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type LaunchedSystem, freePorts, launch, temporaryDataFolder } from './launched-system.ts';
import { type ReceivedSpan, receiveTraces } from './trace-receiver.ts';

let data: Awaited<ReturnType<typeof temporaryDataFolder>>;
let system: LaunchedSystem | undefined;

beforeEach(async () => {
  data = await temporaryDataFolder();
});

afterEach(async () => {
  await system?.end('SIGTERM');
  await data.remove();
});

async function start(environment: NodeJS.ProcessEnv) {
  system = launch(['--idle', '--data', data.folder], { port: await freePorts(), environment });
  await system.line(/Weather page/);
  return (offset: number, path: string) => `http://127.0.0.1:${system!.port + offset}${path}`;
}

const oneObservation = `${performSimulationPath}?duration=10&type=weather&stations=1&rate=1&seed=1`;

/** A subscriber of every type, and the requests that reach it. */
async function subscribe(url: (offset: number, path: string) => string) {
  const requests: IncomingMessage[] = [];
  const sink = createServer((incoming, answer) => {
    requests.push(incoming);
    answer.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void sink.close());
  await once(sink, 'listening');
  const subscription = {
    id: 'headers',
    sink: `http://127.0.0.1:${(sink.address() as AddressInfo).port}/`,
    types: Object.values(eventTypes),
  };
  const created = await request(url(2, subscriptionsPath), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(subscription),
  });
  expect(created.statusCode, await created.body.text()).toBe(201);
  return { requests };
}

/** Spans of the trace whose parent never came in, beside the one that has none. */
function orphans(spans: ReceivedSpan[], rootParent: string): ReceivedSpan[] {
  const known = new Set([...spans.map(({ spanId }) => spanId), rootParent]);
  return spans.filter(({ parentSpanId }) => parentSpanId === undefined || !known.has(parentSpanId));
}

test('one observation makes one connected trace through all services and back', async () => {
  const receiver = await receiveTraces();
  const url = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const caller = 'b7ad6b7169203331';
  const headers = { traceparent: `00-${traceId}-${caller}-01` };
  const { statusCode, body } = await request(url(1, oneObservation), { method: 'POST', headers });
  expect(statusCode, await body.text()).toBe(200);

  const ofTrace = () => receiver.spans.filter((span) => span.traceId === traceId);
  const publishes = () =>
    ofTrace().filter(({ service, name }) => service === 'message-queue' && name.startsWith('POST /api/v1/events'));
  await expect.poll(() => publishes().length, { timeout: 60_000 }).toBe(3);
  await expect.poll(() => orphans(ofTrace(), caller), { timeout: 60_000 }).toEqual([]);
  const services = new Set(ofTrace().map(({ service }) => service));
  expect([...services].toSorted()).toEqual([
    'machine-learning-v1',
    'machine-learning-v2',
    'message-queue',
    'simulation',
  ]);
  await receiver.close();
});

test('without tracing, W3C and b3 headers and x-request-id reach a subscriber all the same', async () => {
  const url = await start({});
  const { requests } = await subscribe(url);
  const headers = {
    'x-request-id': 'lab-42',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    tracestate: 'vendor=1',
    b3: '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
    'x-b3-traceid': '0af7651916cd43dd8448eb211c80319c',
    'x-b3-spanid': 'b7ad6b7169203331',
    'x-b3-sampled': '1',
    'end-user': 'jason',
  };
  await request(url(1, oneObservation), { method: 'POST', headers });
  // The observation, and a forecast of each model: the headers went on from hop to hop.
  await expect.poll(() => requests.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
  for (const received of requests) expect(received.headers).toMatchObject(headers);
});

// Which of them the propagators write and which only pass through differs: none may arrive twice.
const traceHeaders = ['traceparent', 'baggage', 'b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'];

test.each(['tracecontext,baggage', 'b3multi,b3,baggage,tracecontext'])(
  'with tracing by %s, a push carries each trace header once, and its trace connects',
  async (propagators) => {
    const receiver = await receiveTraces();
    const url = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_PROPAGATORS: propagators,
    });
    const { requests } = await subscribe(url);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const caller = 'b7ad6b7169203331';
    const headers = {
      traceparent: `00-${traceId}-${caller}-01`,
      baggage: 'user=7',
      b3: `${traceId}-${caller}-1`,
      'x-b3-traceid': traceId,
      'x-b3-spanid': caller,
      'x-b3-sampled': '1',
    };
    await request(url(1, oneObservation), { method: 'POST', headers });
    await expect.poll(() => requests.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    for (const { rawHeaders } of requests) {
      const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      expect(names.filter((name) => traceHeaders.includes(name)).toSorted()).toEqual(traceHeaders.toSorted());
    }
    const ofTrace = () => receiver.spans.filter((span) => span.traceId === traceId);
    const parents = requests.map((push) => /^00-(\w{32})-(\w{16})-/.exec(String(push.headers.traceparent))!.slice(1));
    await expect.poll(() => orphans(ofTrace(), caller), { timeout: 60_000 }).toEqual([]);
    const isKnown = ([trace, span]: string[]) => trace === traceId && ofTrace().some(({ spanId }) => spanId === span);
    await expect.poll(() => parents.filter((parent) => !isKnown(parent)), { timeout: 60_000 }).toEqual([]);
    await receiver.close();
  },
);
