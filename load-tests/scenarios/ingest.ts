import exec from 'k6/execution';
import type { Run } from '../lib/run.ts';
import { publish } from '../lib/client.ts';
import { observationOf, stationPrefix } from '../lib/fixtures.ts';

const batchLength = 20;

let sequence = 0;

/**
 * Each virtual user is a station of its own and counts its readings: one station's readings then arrive in order, as
 * a real station's do. What two users sent for one station could overtake each other, and a late reading gets no forecast.
 */
export function nextObservation({ run }: Run) {
  const { scenario, vu } = exec;
  sequence += 1;
  return observationOf(`${stationPrefix(run)}${scenario.name}-${vu.idInTest}`, sequence);
}

export function ingestSingle(run: Run): void {
  publish(run.messageQueueUrl, [nextObservation(run)]);
}

export function ingestBatch(run: Run): void {
  publish(
    run.messageQueueUrl,
    Array.from({ length: batchLength }, () => nextObservation(run)),
  );
}
