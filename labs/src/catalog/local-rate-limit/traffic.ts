import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { urlOf } from '../names.ts';
import { atRate } from '../requests.ts';

export const service = 'machine-learning-v1';
/** Pods of the second phase. */
export const replicas = 3;
/** For each pod. */
export const ratePerSecond = 10;
/** Long enough for two tokens to come back: a bucket that is refilled once a minute lets fewer through. */
export const seconds = 13;

export async function makeLimitedTraffic(bench: Bench): Promise<Phase[]> {
  return [
    await underLoad(bench, 1, { name: 'one', title: 'One pod gets ten requests a second' }),
    await underLoad(bench, replicas, { name: 'three', title: 'Three pods get ten requests a second each' }),
  ];
}

async function underLoad(bench: Bench, pods: number, named: { name: string; title: string }): Promise<Phase> {
  // New pods have full buckets, whatever came to the old ones; and on a new connection no request meets an older rule.
  await bench.scale(service, 0);
  await bench.scale(service, pods);
  await bench.change({}, bench.applied.expectations);
  const rate = pods * ratePerSecond;
  const plan = atRate({
    url: urlOf(service, modelPath),
    requests: rate * seconds,
    ratePerSecond: rate,
    concurrency: 4 * pods,
    maxSeconds: seconds + 10,
  });
  return bench.phase(named, plan, { proxies: [{ workload: service, side: 'server' }], services: [service] });
}
