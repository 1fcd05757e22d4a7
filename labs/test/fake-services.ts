import {
  type ForecastEvent,
  type ObservationEvent,
  type ObservationReceived,
  type PublishedBatch,
  type SimulationAccount,
  eventTypes,
  eventsPath,
  formatSequence,
  modelPath,
  modelSource,
  performSimulationPath,
} from '@weather/contracts';
import type { FakeCluster, FakePod } from './fake-cluster.ts';

export interface Asked {
  method: string;
  service: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  userAgent: string | null;
}

interface Reply {
  status: number;
  body: unknown;
}

/** Sends a request on from a pod, through its proxy. */
type Send = (from: FakePod, asked: Asked) => unknown;

/** What a pod's service answers: as much as labs need of it. */
export function answerOf(cluster: FakeCluster, pod: FakePod, { method, path, body }: Asked, send: Send): Reply {
  const { pathname, searchParams } = new URL(path, 'http://service');
  switch (`${pod.labels.app} ${method} ${pathname}`) {
    case `machine-learning GET ${modelPath}`:
      return { status: 200, body: {} };
    case `machine-learning POST ${eventsPath}`:
      return { status: 200, body: forecast(pod, JSON.parse(body!) as ObservationEvent) };
    case `simulation POST ${performSimulationPath}`:
      return { status: 200, body: simulate(cluster, pod, searchParams, send) };
    case `message-queue POST ${eventsPath}`:
      return { status: 200, body: published(body!) };
    default:
      return { status: 404, body: undefined };
  }
}

/** v2 says that it stays as warm as it is; v1 is two degrees off, so that v2 is the better one. */
function forecast({ replica, labels }: FakePod, event: ObservationEvent): ObservationReceived {
  const name = labels.version as 'v1' | 'v2';
  const model = { name, version: '0.1.0' };
  const station = event.partitionkey;
  const value = event.data.result.air_temperature?.value ?? 0;
  const mean = name === 'v2' ? value : value + 2;
  const result: ForecastEvent = {
    specversion: '1.0',
    id: `${event.id}-${name}`,
    type: eventTypes.forecast,
    source: modelSource(name, station),
    time: event.time,
    partitionkey: station,
    sequence: formatSequence(1),
    servedby: replica.name,
    data: {
      station,
      model,
      observation: { source: event.source, id: event.id },
      madeAt: event.time,
      horizons: [
        {
          horizon: 1,
          validTime: new Date(Date.parse(event.time) + 3_600_000).toISOString(),
          air_temperature: { mean, lower: mean - 1, upper: mean + 1, level: 0.9, unit: 'Cel' },
        },
      ],
    },
  };
  return { outcome: 'learnt', model, results: [result] };
}

/** An observation each 50 ms, which message-queue pushes to both models. */
function simulate(cluster: FakeCluster, pod: FakePod, query: URLSearchParams, send: Send): SimulationAccount {
  const durationMs = Number(query.get('duration'));
  const observations = durationMs / 50;
  const queue = cluster.workload('message-queue').pods[0]!;
  const ask = (from: FakePod, service: string, body: string) =>
    send(from, { method: 'POST', service, path: eventsPath, headers: {}, body, userAgent: null });
  for (let index = 0; index < observations; index++) {
    const event = JSON.stringify(simulated(index));
    ask(pod, 'message-queue', JSON.stringify([simulated(index)]));
    ask(queue, 'machine-learning-v1', event);
    ask(queue, 'machine-learning-v2', event);
  }
  const counts = { generated: observations, sent: observations, acked: observations, duplicates: 0 };
  return {
    ...counts,
    retried: 0,
    failed: 0,
    late: 0,
    plantedFaults: 0,
    seed: Number(query.get('seed')),
    source: 'synthetic',
    type: 'weather',
    stations: ['station-1'],
    durationMs,
    firstSequence: { 'station-1': 1 },
    lastSequence: { 'station-1': observations },
  };
}

const simulated = (index: number) => ({
  id: `simulated-${index}`,
  source: '/stations/station-1',
  partitionkey: 'station-1',
  time: '2026-01-01T00:00:00.000Z',
  data: { result: { air_temperature: { value: 10 } } },
});

function published(body: string): PublishedBatch {
  const events = JSON.parse(body) as unknown[];
  return {
    accepted: events.length,
    duplicates: 0,
    results: events.map((_, index) => ({ duplicate: false, position: index + 1 })),
  };
}
