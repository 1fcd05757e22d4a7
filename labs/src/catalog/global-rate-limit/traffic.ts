import { performSimulationPath } from '@weather/contracts';
import type { Bench, Watch } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { gatewayWorkload } from '../../mesh/mesh.ts';
import { fewestOfAKind } from '../all-or-nothing.ts';
import { filterRuleThat, limiter, limiterStore, reachesLimiter, withoutLimiter } from './rules.ts';
import { atRate } from '../requests.ts';

/** Four, so that there are fifty requests whenever the run begins. */
export const ratePerSecond = 4;
/** What a minute of the limiter's must have of the traffic, at least, for its law to be tested. */
const leastSeconds = 8;
/** Of the next minute. */
const secondsAfter = 6;

// The thesis's call, but over at once.
const query = 'duration=10&type=weather&threads=1&stations=1&rate=100';
const path = `${performSimulationPath}?${query}`;

const watch: Watch = {
  proxies: [
    { workload: gatewayWorkload, side: 'gateway' },
    { workload: 'simulation', side: 'server' },
  ],
  services: ['simulation'],
};

/** Under the rule; then with the limiter gone, under both settings for that. All is put back: the next run needs it. */
export async function makeLimitedTraffic(bench: Bench): Promise<Phase[]> {
  const limited = await acrossOneMinute(bench);
  bench.say('the limiter goes away, and all that it has counted');
  await bench.scale(limiter, 0);
  await bench.scale(limiterStore, 0);
  await bench.change({}, [reachesLimiter]);
  const open = await aFew(bench, {
    name: 'open',
    title: 'Without the limiter, which the rule says is no reason to refuse',
  });
  const { objects, expectations } = bench.applied;
  await bench.change({ apply: filterRuleThat(true, objects) }, [withoutLimiter(true)]);
  const closed = await aFew(bench, {
    name: 'closed',
    title: 'Without the limiter, which the rule says is a reason to refuse',
  });
  // The store first: the limiter gives up when there is none.
  await bench.scale(limiterStore, 1);
  await bench.scale(limiter, 1);
  await bench.change({ apply: filterRuleThat(false, objects) }, expectations);
  return [limited, open, closed];
}

/**
 * The limiter counts by the minutes of the clock: long enough to see one end, and no longer.
 *
 * @param left seconds that are left of the minute
 */
export const secondsAcross = (left: number): number =>
  Math.ceil((left < leastSeconds ? left + 60 : left) + secondsAfter);

function acrossOneMinute(bench: Bench): Promise<Phase> {
  const seconds = secondsAcross(60 - ((Date.now() / 1000) % 60));
  const named = {
    name: 'limited',
    title: `${ratePerSecond} simulations are asked for each second, for ${seconds} s across a full minute`,
  };
  return bench.phase(named, asking(bench, seconds * ratePerSecond, ratePerSecond), watch);
}

/** As few as a law for each single request is decided by; asked for within seconds. */
const aFew = (bench: Bench, named: { name: string; title: string }) =>
  bench.phase(named, asking(bench, fewestOfAKind, 25), watch);

const asking = ({ gatewayUrl }: Bench, requests: number, rate: number) =>
  atRate({
    url: `${gatewayUrl}${path}`,
    method: 'POST',
    requests,
    ratePerSecond: rate,
    concurrency: 4,
    maxSeconds: requests / rate + 10,
  });
