import {
  eventBatchContentType,
  eventContentType,
  eventsPath,
  type ObservationEvent,
  observationReceivedSchema,
  publishedBatchSchema,
} from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { bodyOf } from '../body-of.ts';
import { forecastIn, pairErrors } from '../forecasts/forecast-errors.ts';
import { heldOutObservations, measured } from '../forecasts/held-out-observations.ts';
import { urlOf } from '../names.ts';
import { sequentially, withoutBodies } from '../requests.ts';

const batchLength = 500;

/** An observation with its place in the log, as message-queue would push it. */
type Placed = ObservationEvent & { position: number; previousposition: number };

/**
 * Real observations go into the log, where both models learn them. Then each is handed to whichever model the rule
 * chooses; what the new model got is asked of the old one too, so that both are judged by the same observations.
 */
export async function makeCanaryTraffic(bench: Bench): Promise<Phase> {
  const observations = await heldOutObservations(bench.run, bench.seed);
  const placed = await publish(bench, observations);
  bench.say('waiting until both models have learnt them');
  await bench.untilQuiet();
  const bodies = placed.map((event) => JSON.stringify(event));
  const asked = { method: 'POST' as const, headers: { 'content-type': eventContentType }, keepBodies: true };
  const phase = await bench.phase(
    { name: 'split', title: 'Observations go to whichever model the rule chooses' },
    sequentially({ ...asked, url: urlOf('machine-learning', eventsPath), bodies, requests: bodies.length }),
    {
      proxies: ['machine-learning-v1', 'machine-learning-v2'].map((workload) => ({ workload, side: 'server' })),
      services: ['machine-learning-v1', 'machine-learning-v2'],
    },
  );
  const toV2 = phase.load.records.filter(({ status, version }) => status === 200 && version === 'v2');
  const again = await sameOf(
    bench,
    toV2.map(({ index }) => bodies[index]!),
    asked,
  );
  const errors = pairErrors(forecastsIn(toV2), forecastsIn(again), measured(observations));
  return { ...phase, load: withoutBodies(phase.load), more: { errors } };
}

const forecastsIn = (records: readonly RequestRecord[]) =>
  records
    .filter(({ status }) => status === 200)
    .flatMap((record) => forecastIn(bodyOf(record, 'machine-learning', observationReceivedSchema)) ?? []);

async function sameOf(bench: Bench, bodies: string[], asked: object): Promise<RequestRecord[]> {
  if (bodies.length === 0) return [];
  const url = urlOf('machine-learning-v1', eventsPath);
  const plan = sequentially({ ...asked, url, bodies, requests: bodies.length });
  return (await bench.client.run({ ...plan, id: `lab/${bench.run}/comparison` })).records;
}

async function publish(bench: Bench, events: readonly ObservationEvent[]): Promise<Placed[]> {
  const batches = Array.from({ length: Math.ceil(events.length / batchLength) }, (_, index) =>
    JSON.stringify(events.slice(index * batchLength, (index + 1) * batchLength)),
  );
  const headers = { 'content-type': eventBatchContentType };
  const asked = { method: 'POST' as const, headers, bodies: batches, keepBodies: true };
  const plan = sequentially({ ...asked, url: urlOf('message-queue', eventsPath), requests: batches.length });
  bench.say(`${events.length} observations of held-out months go into the log`);
  const { records } = await bench.client.run({ ...plan, id: `lab/${bench.run}/publish` });
  const positions = batches.flatMap((_, index) =>
    bodyOf(records[index], 'message-queue', publishedBatchSchema).results.map(({ position }) => position),
  );
  const last = new Map<string, number>();
  return events.map((event, index) => {
    const position = positions[index]!;
    const previousposition = last.get(event.partitionkey) ?? 0;
    last.set(event.partitionkey, position);
    return { ...event, position, previousposition };
  });
}
