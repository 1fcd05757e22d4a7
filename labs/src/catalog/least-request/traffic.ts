import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { replicas, requests } from '../draws.ts';
import { urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';

export const service = 'machine-learning-v1';
/** The workload whose one pod takes its time; it stands behind the same service. */
export const slow = 'machine-learning-slow';

/** All pods behind the service, and how many of them are the system's own. */
export const pods = replicas;
export const usualPods = pods - 1;

/** Fault switches never touch probes: the slow pod answers them as fast as the others, and a sender need not wait for it. */
export const idlePath = '/livez';

export const busyRequests = 1500;
export const senders = 8;

const proxies = [service, slow].map((workload) => ({ workload, side: 'server' as const }));

/** First one sender, so that at each choice nobody has anything to do; then several at once. */
export async function makeTraffic(bench: Bench): Promise<Phase[]> {
  const idle = await bench.phase(
    { name: 'idle', title: 'One sender: at each choice all pods are idle' },
    sequentially({ url: urlOf(service, idlePath), requests }),
    // Services do not count probes.
    { proxies, services: [] },
  );
  const busy = await bench.phase(
    { name: 'busy', title: `${senders} senders at once, and one pod is slow` },
    sequentially({ url: urlOf(service, modelPath), requests: busyRequests, concurrency: senders }),
    { proxies, services: [service, slow] },
  );
  return [idle, busy];
}
