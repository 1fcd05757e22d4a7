import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import { type PairedDifference, pairedDifference } from '../../statistics/index.ts';
import type { ForecastErrors } from './errors.ts';

const confidence = 0.98;
/** Fewer station-days than this say nothing. */
const fewestBlocks = 20;

const degrees = (value: number) => `${value.toFixed(2)} °C`;

/** v1's error less v2's, in Cel; undefined with too few station-days. */
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
  const mean = (of: 'v1' | 'v2') => errors.reduce((sum, error) => sum + error[of], 0) / Math.max(1, errors.length);
  return statisticalCheck({
    id: 'better-forecaster',
    role: 'shown',
    claim: 'v2 forecasts better than v1 on the traffic that it got',
    test: "Student's t on means of station-days, paired: both models on the same observations",
    n: errors.length,
    alpha: (1 - confidence) / 2,
    against: undefined,
    expected: `the ${100 * confidence} % interval of v1's error less v2's lies above 0`,
    observed:
      found === undefined
        ? `${errors.length} observations of too few days`
        : `v1 is off by ${degrees(mean('v1'))}, v2 by ${degrees(mean('v2'))}: a gain of ${degrees(found.mean)} (${degrees(found.low)} to ${degrees(found.high)}, ${found.blocks} station-days)`,
    holds: found === undefined ? undefined : found.low > 0,
    counts: { pairs: errors.length, blocks: found?.blocks ?? 0 },
  });
}

/** Promote, hold or roll back. */
export function adviceOn(traffic: Phase, errors: readonly ForecastErrors[]): string {
  const found = difference(errors);
  const fails = traffic.load.records.some(({ status }) => status !== 200);
  const fromV2 = traffic.load.records.filter(({ status, version }) => version === 'v2' && status !== 200).length;
  if (fails)
    return fromV2 > 0
      ? `Roll back: v2 answered ${fromV2} requests with an error.`
      : 'Roll back: requests fail since the rule is there, before they reach a model.';
  if (found === undefined) return 'Hold: v2 got too little traffic to be judged.';
  const gain = `${degrees(found.mean)} less error, ${degrees(found.low)} to ${degrees(found.high)} with ${100 * confidence} % confidence`;
  if (found.low > 0) return `Promote: v2 forecasts better (${gain}) and fails no request.`;
  if (found.high < 0) return `Roll back: v2 forecasts worse (${gain}).`;
  return `Hold: the traffic does not yet say which model is better (${gain}).`;
}
