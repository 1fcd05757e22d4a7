import type { Phase } from '../../bench/evidence.ts';
import { binomialUpperTail } from '../../statistics/index.ts';
import { confidence, degrees, gainOf, oneSided } from '../forecasts/better-forecaster.ts';
import type { ForecastErrors } from '../forecasts/forecast-errors.ts';
import { byVersion } from '../version-share.ts';

/** Promote, hold or roll back. */
export function adviceOn({ load: { records } }: Phase, errors: readonly ForecastErrors[]): string {
  const asked = byVersion(records);
  const failed = byVersion(records.filter(({ status }) => status !== 200));
  const all = `${failed.v2} of the ${asked.v2} requests that v2 answered failed, and ${failed.v1} of v1's ${asked.v1}`;
  if (asked.neither > 0)
    return `Hold: ${asked.neither} of ${records.length} requests were answered by neither version. Why has to be known before v2 gets more.`;
  if (failed.v2 > 0) {
    // Of as many failures v2 would have its share of the requests, were it as good as v1.
    const chance = binomialUpperTail(failed.v2, { n: failed.v1 + failed.v2, p: asked.v2 / records.length });
    if (chance <= oneSided) return `Roll back: ${all}.`;
    return `Hold: ${all}. That does not tell v2 from v1, but why requests fail has to be known first.`;
  }
  const found = gainOf(errors);
  if (found === undefined) return 'Hold: v2 got too little traffic to be judged.';
  const gain = `${degrees(found.mean)} less error, ${degrees(found.low)} to ${degrees(found.high)} with ${100 * confidence} % confidence`;
  const failures = failed.v1 === 0 ? 'no request failed' : all;
  if (found.low > 0) return `Promote: v2 forecasts better (${gain}), and ${failures}.`;
  if (found.high < 0) return `Roll back: v2 forecasts worse (${gain}); ${failures}.`;
  return `Hold: the traffic does not yet say which model is better (${gain}); ${failures}.`;
}
