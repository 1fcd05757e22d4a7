import { performSimulationPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { reportsSpans } from '../expectations.ts';
import { urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { spansSince, spansSoFar } from '../spans.ts';
import { relay } from './expected-calls.ts';
import { ownAmong } from './own-spans.ts';

export const requests = 480;
/** Each so-many-th request goes through the relay. */
const relayedEvery = 6;

export const isRelayed = (index: number): boolean => index % relayedEvery === 0;

/** One observation of a station of its own, since the seed is drawn: one that message-queue has already it would not push. */
const path = `${performSimulationPath}?duration=100&type=weather&threads=1&stations=1&rate=1`;

export async function makeTracedTraffic(bench: Bench): Promise<Phase[]> {
  // It came along with the rule, and its proxy has to know where spans go.
  await bench.change({}, [reportsSpans(relay, 100)]);
  const from = await spansSoFar(bench);
  const phase = await bench.phase(
    { name: 'traced', title: 'Simulations of one observation each, a sixth of them through a relay that forgets' },
    sequentially({
      url: urlOf('simulation', path),
      method: 'POST',
      requests,
      variants: Array.from({ length: relayedEvery }, (_, index) =>
        isRelayed(index) ? { url: urlOf(relay, path) } : {},
      ),
      concurrency: 8,
    }),
    {
      proxies: ['simulation', relay].map((workload) => ({ workload, side: 'server' })),
      services: ['simulation'],
    },
  );
  bench.say('reading the spans of all proxies');
  const spans = await spansSince(bench, from, phase.load.endedAt);
  return [{ ...phase, more: { spans: ownAmong(spans, phase) } }];
}
