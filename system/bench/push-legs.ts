import { setTimeout as delay } from 'node:timers/promises';
import { eventBatchContentType, eventContentType, eventTypes, eventsPath, subscriptionsPath } from '@weather/contracts';
import { request } from 'undici';
import { benchEvent } from './bench-event.ts';
import type { Measurement } from './ingest-leg.ts';
import { type MeasuredProcess, startMeasured, startMessageQueue } from './server-process.ts';

const events = 20_000;
const stations = 500;
const batchLength = 500;

async function post(url: string, contentType: string, body: string) {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
    headersTimeout: 0,
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${url} answered ${answer.statusCode}: ${text}`);
}

async function fill(queue: MeasuredProcess) {
  for (let first = 0; first < events; first += batchLength) {
    const batch = Array.from({ length: batchLength }, (_, index) => {
      const number = first + index;
      return benchEvent(`push-${number}`, `bench-${number % stations}`);
    });
    await post(queue.url + eventsPath, eventBatchContentType, JSON.stringify(batch));
  }
}

async function takenBy(sink: MeasuredProcess): Promise<number> {
  const { body } = await request(sink.url);
  return Number(await body.text());
}

async function measure(pusher: MeasuredProcess, push: () => Promise<unknown>): Promise<Measurement> {
  const cpuBefore = pusher.cpuSeconds();
  const started = performance.now();
  await push();
  const seconds = (performance.now() - started) / 1000;
  const cpuAfter = pusher.cpuSeconds();
  return {
    eventsPerSecond: events / seconds,
    cpuMicrosecondsPerEvent:
      cpuBefore === undefined || cpuAfter === undefined ? undefined : ((cpuAfter - cpuBefore) * 1e6) / events,
  };
}

/** message-queue pushing its log to a new subscription, and undici alone pushing as much to the same sink. */
export async function preparePushLegs() {
  const [queue, raw, sink] = await Promise.all([
    startMessageQueue(),
    startMeasured('system/bench/raw-pusher.ts'),
    startMeasured('system/bench/sink-server.ts'),
  ]);
  await fill(queue);
  let subscriptions = 0;
  return {
    queue: () =>
      measure(queue, async () => {
        const before = await takenBy(sink);
        const id = `bench-${++subscriptions}`;
        const subscription = { id, sink: `${sink.url}/`, types: [eventTypes.observation], start: 'earliest' };
        await post(queue.url + subscriptionsPath, 'application/json', JSON.stringify(subscription));
        while ((await takenBy(sink)) < before + events) await delay(5);
        await request(`${queue.url}${subscriptionsPath}/${id}`, { method: 'DELETE' });
      }),
    raw: () =>
      measure(raw, () => {
        const query = new URLSearchParams({ sink: sink.url, count: String(events) });
        return post(`${raw.url}/?${query}`, eventContentType, JSON.stringify(benchEvent('push-0', 'bench-0')));
      }),
    stop: async () => {
      await Promise.all([queue, raw, sink].map((process) => process.stop()));
    },
  };
}
