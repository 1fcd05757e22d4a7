import {
  eventContentType,
  eventsPageSchema,
  eventsPath,
  eventTypes,
  type Forecast,
  type ObservationEvent,
  type StoredObservationEvent,
} from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { RequestVariant } from '../../load/plan.ts';
import { bodyOf } from '../body-of.ts';
import { pairErrors } from '../forecasts/forecast-errors.ts';
import { heldOutObservations, measured } from '../forecasts/held-out-observations.ts';
import { urlOf } from '../names.ts';
import { sequentially, withoutBodies } from '../requests.ts';
import { darkWorkload, liveWorkload, notCopied, service, slowCopies } from './rules.ts';

/** Of each station as many are sent; by what was measured in the day after them the last forecasts are judged. */
const hours = 60;

/** Requests that are copied, or are not, one after the other. */
export const blockLength = 11;

/** Copied, not, not, copied: what drifts in the course of time falls on both alike. */
const order = [true, false, false, true];

const variants: RequestVariant[] = order.flatMap((copied) =>
  Array.from({ length: blockLength }, () => (copied ? {} : { headers: notCopied })),
);

/** Whether the request with this number may be copied. */
export const isCopied = (index: number): boolean => order[Math.floor(index / blockLength) % order.length]!;

/**
 * Observations go to the model that answers; every other block of them may be copied to the one in the dark. They stand in
 * no log, and take their positions from their station's own count: so message-queue pushes them to nobody, and whatever v2
 * says of one, it says of a copy. What both made of them is then read where they publish it.
 */
export async function makeMirrorTraffic(bench: Bench): Promise<Phase> {
  // The same stretches of weather twice, of other airports and as stations of other names: only those that are copied are
  // scored, and need all stretches that there are.
  const events = await heldOutObservations(bench.run, bench.seed);
  const plain = await heldOutObservations(`${bench.run}-plain`, bench.seed + 1);
  const sent = inTurns(events, plain);
  const phase = await bench.phase(
    { name: 'dark', title: 'Observations go to v1, and every other block of them in copies to v2' },
    sequentially({
      url: urlOf(service, eventsPath),
      method: 'POST',
      headers: { 'content-type': eventContentType, ...slowCopies },
      bodies: sent.map((event) => JSON.stringify(event)),
      requests: sent.length,
      variants,
    }),
    {
      proxies: [liveWorkload, darkWorkload].map((workload) => ({ workload, side: 'server' })),
      services: [liveWorkload, darkWorkload],
      copies: true,
    },
  );
  const forecasts = await forecastsInLog(bench, [...new Set(sent.map(({ partitionkey }) => partitionkey))]);
  const of = (model: string) => forecasts.filter((forecast) => forecast.model.name === model);
  const spokenOf = (model: string) => {
    const ids = new Set(of(model).map(({ observation }) => observation.id));
    return sent.flatMap(({ id }, index) => (ids.has(id) ? [index] : []));
  };
  const more = {
    errors: pairErrors(of('v2'), of('v1'), measured(events)),
    spokenOf: { v1: spokenOf('v1'), v2: spokenOf('v2') },
  };
  return { ...phase, load: withoutBodies(phase.load), more };
}

/** In the order in which they are sent: those that are copied and those that are not, block by block. */
export function inTurns(
  copied: readonly ObservationEvent[],
  plain: readonly ObservationEvent[],
): StoredObservationEvent[] {
  const queues = [copied, plain].map((events) =>
    events.filter(({ sequence }) => Number(sequence) <= hours).map(placed),
  );
  const blocks = Math.floor(Math.min(...queues.map(({ length }) => length)) / blockLength);
  const next = (index: number) => queues[isCopied(index) ? 0 : 1]!.shift()!;
  return Array.from({ length: 2 * blocks * blockLength }, (_, index) => next(index));
}

const placed = (event: ObservationEvent): StoredObservationEvent => {
  const position = Number(event.sequence);
  return { ...event, position, previousposition: position - 1 };
};

/** What the models have published of these stations. */
async function forecastsInLog({ client, run }: Bench, names: readonly string[]): Promise<Forecast[]> {
  const url = urlOf('message-queue', eventsPath);
  const asked = names.map((name) => ({ url: `${url}?type=${eventTypes.forecast}&station=${name}&limit=1000` }));
  const plan = sequentially({ url, variants: asked, requests: asked.length, keepBodies: true });
  const { records } = await client.run({ ...plan, id: `lab/${run}/published` });
  return names
    .flatMap((_, index) => bodyOf(records[index], 'message-queue', eventsPageSchema).items)
    .flatMap((event) => (event.type === eventTypes.forecast ? event.data : []));
}
