import { setTimeout as delay } from 'node:timers/promises';
import { modelPath } from '@weather/contracts';
import { z } from 'zod';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { clusterOf, urlOf } from '../names.ts';
import { atRate } from '../requests.ts';
import { bad, good, service } from './rules.ts';

/** At once at most: so many may be on their way to a pod when it is thrown out. */
export const senders = 4;
const ratePerSecond = 30;
/** While all three are in. */
export const toEachPodPerSecond = ratePerSecond / 3;
/** Long enough for the bad pod to be thrown out three times: it is out for 3 s, then 6 s, with up to a second more each. */
export const seconds = 15;
export const requests = ratePerSecond * seconds;

/** Seconds that a phase takes to look at everybody before it begins. */
const leadSeconds = 4;

/** Which endpoints the client's proxy itself said it had thrown out, at one moment. */
export interface Look {
  out: string[];
  endpoints: number;
}

const looksSchema = z.array(z.object({ out: z.array(z.string()), endpoints: z.number() }));

export const looksIn = ({ more }: Phase): Look[] => looksSchema.parse(more.looks);

export async function makeTraffic(bench: Bench): Promise<Phase[]> {
  // After an attempt before this one the bad pod may still be out.
  await bench.change({}, bench.applied.expectations);
  const plan = atRate({
    url: urlOf(service, modelPath),
    requests,
    ratePerSecond,
    concurrency: senders,
    maxSeconds: seconds + 10,
  });
  const workloads = [good, bad];
  const named = { name: 'steady', title: 'Thirty requests a second to three pods, one of which fails' };
  const watch = { proxies: workloads.map((workload) => ({ workload, side: 'server' as const })), services: workloads };
  const [phase, looks] = await Promise.all([bench.phase(named, plan, watch), look(bench)]);
  return [{ ...phase, more: { looks } }];
}

/** Asks the client's proxy once a second, for as long as there are requests. */
async function look(bench: Bench): Promise<Look[]> {
  const looks: Look[] = [];
  const until = performance.now() + (leadSeconds + seconds) * 1000;
  while (performance.now() < until) {
    const endpoints = await bench.endpoints(bench.client.replica, clusterOf(service));
    const out = endpoints.filter(({ healthy }) => !healthy).map(({ address }) => address);
    looks.push({ out, endpoints: endpoints.length });
    await delay(1000, undefined, { signal: bench.signal });
  }
  return looks;
}
