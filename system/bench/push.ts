import type { ChildProcess } from 'node:child_process';
import { eventBatchContentType, eventsPath, eventTypes, subscriptionsPath } from '@weather/contracts';
import { startQueue } from './ingest.ts';
import { observationText } from './observation-text.ts';
import { ask, startChild, startServer, type Child } from './processes.ts';

const connections = 64;
const stations = 500;

export type PushBench = { queue: Child; sink: Child; raw: ChildProcess; count: number };

/** A log with `count` events of many stations, and a sink that takes everything. */
export async function preparePush(folder: string, count: number): Promise<PushBench> {
  const queue = await startQueue(`${folder}/push`);
  for (let first = 0; first < count; first += 1000) {
    const events = Array.from({ length: Math.min(1000, count - first) }, (_, index) =>
      observationText('push', (first + index) % stations, Math.floor((first + index) / stations) + 1),
    );
    await post(queue, eventsPath, eventBatchContentType, `[${events.join(',')}]`);
  }
  return { queue, sink: await startServer('./push-sink.ts', 1), raw: startChild('./raw-push.ts', 0), count };
}

/** Pushes per second when a new subscription is given the whole log. */
export async function measurePush({ queue, sink, count }: PushBench): Promise<number> {
  const { received: before } = await ask<{ received: number }>(sink.process, {});
  const started = performance.now();
  const request = { id: 'bench', sink: `${sink.url}/events`, types: [eventTypes.observation], start: 'earliest' };
  await post(queue, subscriptionsPath, 'application/json', JSON.stringify(request));
  for (let received = 0; received < count;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    received = (await ask<{ received: number }>(sink.process, {})).received - before;
  }
  const seconds = (performance.now() - started) / 1000;
  await fetch(`${queue.url}${subscriptionsPath}/bench`, { method: 'DELETE' });
  return count / seconds;
}

/** Posts per second of the bare loop. */
export async function measureRawPush({ sink, raw, count }: PushBench): Promise<number> {
  const { seconds } = await ask<{ seconds: number }>(raw, { url: sink.url, count, connections });
  return count / seconds;
}

async function post(server: Child, path: string, contentType: string, body: string): Promise<void> {
  const answer = await fetch(server.url + path, { method: 'POST', headers: { 'content-type': contentType }, body });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
}
