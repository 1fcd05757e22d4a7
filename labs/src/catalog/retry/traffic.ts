import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { urlOf } from '../names.ts';
import { atRate, sequentially } from '../requests.ts';
import { bounded, failing, flaky } from './rules.ts';

export const requests = 300;

/** Of the storm, for both services together. */
const ratePerSecond = 60;
const seconds = 4;

/** One sender, so that the order of tries is known; then many at a steady rate, as users come. */
export async function makeRetriedTraffic(bench: Bench): Promise<Phase[]> {
  const one = await bench.phase(
    { name: 'flaky', title: 'One client asks a service that fails half of its tries' },
    sequentially({ url: urlOf(flaky, modelPath), requests }),
    { proxies: [{ workload: flaky, side: 'server' }], services: [flaky], eachTry: true },
  );
  const storm = await bench.phase(
    { name: 'storm', title: 'A service is down, and keeps being asked' },
    atRate({
      url: urlOf(failing, modelPath),
      variants: [{ url: urlOf(failing, modelPath) }, { url: urlOf(bounded, modelPath) }],
      requests: ratePerSecond * seconds,
      ratePerSecond,
      concurrency: 40,
      maxSeconds: seconds + 10,
    }),
    { proxies: [{ workload: failing, side: 'server' }], services: [failing], eachTry: true },
  );
  return [one, storm];
}
