import { performSimulationPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { createRandom } from '../../statistics/index.ts';
import { reportsSpans } from '../expectations.ts';
import { urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { type Span, spansSince, spansSoFar } from '../spans.ts';
import { relay } from './expected-calls.ts';

export const requests = 480;
/** Each so-many-th request goes through the relay. */
export const relayedEvery = 6;

export const isRelayed = (index: number): boolean => index % relayedEvery === 0;

/** One observation of a station of its own: an observation that message-queue has already would not be pushed again. */
const query = (seed: number) => `duration=100&type=weather&threads=1&stations=1&rate=1&seed=${seed}`;

export async function makeTracedTraffic(bench: Bench): Promise<Phase[]> {
  // It came along with the rule, and its proxy has to know simulation and where spans go.
  await bench.change({}, [reportsSpans(relay, 100)]);
  const random = createRandom(Number.parseInt(bench.run, 16));
  const variants = Array.from({ length: requests }, (_, index) => {
    const path = `${performSimulationPath}?${query(Math.floor(random() * 2 ** 32))}`;
    return { url: urlOf(isRelayed(index) ? relay : 'simulation', path) };
  });
  const from = await spansSoFar(bench);
  const phase = await bench.phase(
    { name: 'traced', title: 'Simulations of one observation each, a sixth of them through a relay that forgets' },
    sequentially({
      url: urlOf('simulation', performSimulationPath),
      method: 'POST',
      requests,
      variants,
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

/** Spans of traces that this phase's requests belong to, or that begin at the relay, which nobody else knows. */
function ownAmong(spans: readonly Span[], { proxies }: Phase): Span[] {
  const own = new Set(proxies.flatMap(({ log }) => log).map(({ traceId }) => traceId));
  for (const { by, traceId } of spans) if (by === relay) own.add(traceId);
  return spans.filter(({ traceId }) => own.has(traceId));
}
