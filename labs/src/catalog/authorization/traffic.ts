import type { Asking, Bench, Watch } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { oneWorker } from '../requests.ts';
import { accounts, byCaller, byToken, planOf } from './asked.ts';

const watch: Watch = {
  proxies: [byCaller, byToken].map((workload) => ({ workload, side: 'server' })),
  services: [byCaller, byToken],
};

/** All three ask at once, in the order in which `callers` has them. */
export async function makeCalls(bench: Bench): Promise<Phase[]> {
  // Tokens are good and bad by the clock of the proxies. An hour either way is more than clocks differ.
  const now = Math.floor(Date.now() / 1000);
  const [reader, pusher] = await Promise.all([startAs(bench, 'reader'), startAs(bench, 'pusher')]);
  const asking: [Asking, ...Asking[]] = [
    { client: reader, plan: planOf('reader', now) },
    { client: bench.client, plan: planOf('stranger', now) },
    { client: pusher, plan: planOf('pusher', now) },
  ];
  return [await bench.phaseOfSeveral({ name: 'calls', title: 'Three callers ask two services' }, asking, watch)];
}

function startAs(bench: Bench, caller: 'reader' | 'pusher') {
  const identity = accounts[caller];
  return bench.startClient({ name: caller, ...oneWorker, ...(identity !== undefined && { identity }) });
}
