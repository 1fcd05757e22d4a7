import { metricsPath } from '@weather/contracts';
import { request } from 'undici';
import { type Measurement, ingestLeg } from './ingest-leg.ts';
import { preparePushLegs } from './push-legs.ts';
import { type MeasuredProcess, startMeasured, startMessageQueue } from './server-process.ts';

/** Two legs that are run in turn. */
export interface Legs {
  a: () => Promise<Measurement>;
  b: () => Promise<Measurement>;
  stop: () => Promise<unknown>;
  /** Further figures, read after the last block. */
  extra?: () => Promise<{ name: string; value: number; aim: number }>;
}

export interface Comparison {
  name: string;
  /** Least ratio of events per second, a over b. */
  aim: number;
  prepare: () => Promise<Legs>;
}

async function metric(server: MeasuredProcess, name: string): Promise<number> {
  const { body } = await request(server.url + metricsPath);
  const line = (await body.text())
    .split('\n')
    .find((text) => text.startsWith(`${name} `) || text.startsWith(`${name}{`));
  if (line === undefined) throw new Error(`message-queue exposes no ${name}`);
  return Number(line.slice(line.lastIndexOf(' ')));
}

/** Events per fsync while 64 connections post: what group commit makes of waiting together. */
async function eventsPerFsync(server: MeasuredProcess): Promise<number> {
  const read = () =>
    Promise.all(
      ['message_queue_events_appended_total', 'message_queue_commits_total'].map((name) => metric(server, name)),
    );
  const [eventsBefore, commitsBefore] = await read();
  await ingestLeg(server, { connections: 64 });
  const [events, commits] = await read();
  return (events! - eventsBefore!) / (commits! - commitsBefore!);
}

async function againstEcho(): Promise<Legs> {
  const [queue, echo] = await Promise.all([startMessageQueue(), startMeasured('system/bench/echo-server.ts')]);
  return {
    a: () => ingestLeg(queue, { connections: 64 }),
    b: () => ingestLeg(echo, { connections: 64 }),
    stop: () => Promise.all([queue.stop(), echo.stop()]),
  };
}

async function againstNoFsync(): Promise<Legs> {
  const [durable, lazy] = await Promise.all([startMessageQueue(), startMessageQueue({ DURABILITY: 'off' })]);
  return {
    a: () => ingestLeg(durable, { connections: 64 }),
    b: () => ingestLeg(lazy, { connections: 64 }),
    stop: () => Promise.all([durable.stop(), lazy.stop()]),
  };
}

async function againstOneConnection(): Promise<Legs> {
  const queue = await startMessageQueue();
  return {
    a: () => ingestLeg(queue, { connections: 64 }),
    b: () => ingestLeg(queue, { connections: 1 }),
    extra: async () => ({ name: 'events per fsync at 64 connections', value: await eventsPerFsync(queue), aim: 20 }),
    stop: () => queue.stop(),
  };
}

async function batchesAgainstSingles(): Promise<Legs> {
  const queue = await startMessageQueue();
  return {
    a: () => ingestLeg(queue, { connections: 8, batch: 100 }),
    b: () => ingestLeg(queue, { connections: 8 }),
    stop: () => queue.stop(),
  };
}

async function pushAgainstRawLoop(): Promise<Legs> {
  const { queue, raw, stop } = await preparePushLegs();
  return { a: queue, b: raw, stop };
}

export const comparisons: Comparison[] = [
  { name: 'durable ingest / bare fastify echo, 64 connections', aim: 0.9, prepare: againstEcho },
  { name: 'durable ingest / the same without fsync, 64 connections', aim: 0.8, prepare: againstNoFsync },
  { name: 'durable ingest, 64 connections / 1 connection', aim: 8, prepare: againstOneConnection },
  { name: 'batches of 100 / single posts, 8 connections', aim: 8, prepare: batchesAgainstSingles },
  { name: 'push / raw undici loop, 64 at once', aim: 0.6, prepare: pushAgainstRawLoop },
];
