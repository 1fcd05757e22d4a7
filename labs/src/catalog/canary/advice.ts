import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import { binomialUpperTail, type PairedDifference, pairedDifference } from '../../statistics/index.ts';
import { byVersion } from '../version-share.ts';
import { type ForecastErrors, meanError } from './errors.ts';

const confidence = 0.98;
/** The chance that v2 is called better although it is not, and likewise worse. */
const oneSided = (1 - confidence) / 2;
/** Fewer days than this say nothing. */
export const fewestBlocks = 20;

const degrees = (value: number) => `${value.toFixed(2)} °C`;

/** v1's error less v2's, in Cel; undefined with too few days. */
function difference(errors: readonly ForecastErrors[]): PairedDifference | undefined {
  if (new Set(errors.map(({ block }) => block)).size < fewestBlocks) return undefined;
  return pairedDifference(
    errors.map(({ block, v1, v2 }) => ({ block, first: v1, second: v2 })),
    confidence,
  );
}

/** The question that only a mesh of forecasters can ask: which one is right more often, on what the new one got? */
export function betterForecaster(errors: readonly ForecastErrors[]): Check {
  const found = difference(errors);
  return statisticalCheck({
    id: 'better-forecaster',
    role: 'shown',
    claim: 'v2 forecasts better than v1 on the traffic that it got',
    test: "Student's t on means of days, paired: both models on the same observations",
    n: errors.length,
    alpha: oneSided,
    against: undefined,
    expected: `the ${100 * confidence} % interval of v1's error less v2's lies above 0`,
    observed:
      found === undefined
        ? `${errors.length} observations of too few days`
        : `v1 is off by ${degrees(meanError(errors, 'v1'))}, v2 by ${degrees(meanError(errors, 'v2'))}: a gain of ${degrees(found.mean)} (${degrees(found.low)} to ${degrees(found.high)}, ${found.blocks} days, each counted once)`,
    holds: found === undefined ? undefined : found.low > 0,
    counts: { pairs: errors.length, blocks: found?.blocks ?? 0 },
  });
}

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
  const found = difference(errors);
  if (found === undefined) return 'Hold: v2 got too little traffic to be judged.';
  const gain = `${degrees(found.mean)} less error, ${degrees(found.low)} to ${degrees(found.high)} with ${100 * confidence} % confidence`;
  const failures = failed.v1 === 0 ? 'no request failed' : all;
  if (found.low > 0) return `Promote: v2 forecasts better (${gain}), and ${failures}.`;
  if (found.high < 0) return `Roll back: v2 forecasts worse (${gain}); ${failures}.`;
  return `Hold: the traffic does not yet say which model is better (${gain}); ${failures}.`;
}
