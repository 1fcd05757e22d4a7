import type { Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import { type PairedDifference, pairedDifference } from '../../statistics/index.ts';
import { type ForecastErrors, meanError } from './forecast-errors.ts';

export const confidence = 0.98;
/** The chance that v2 is called better although it is not, and likewise worse. */
export const oneSided = (1 - confidence) / 2;
/** Fewer stretches than this say nothing. */
export const fewestBlocks = 20;

export const degrees = (value: number) => `${value.toFixed(2)} °C`;

/** v1's error less v2's, in Cel; undefined with too few stretches. */
export function gainOf(errors: readonly ForecastErrors[]): PairedDifference | undefined {
  if (new Set(errors.map(({ block }) => block)).size < fewestBlocks) return undefined;
  return pairedDifference(
    errors.map(({ block, v1, v2 }) => ({ block, first: v1, second: v2 })),
    confidence,
  );
}

/** The question that only a mesh of forecasters can ask: which one is right more often, on what the new one got? */
export function betterForecaster(errors: readonly ForecastErrors[], claim: string): Check {
  const found = gainOf(errors);
  return statisticalCheck({
    id: 'better-forecaster',
    role: 'shown',
    claim,
    test: "Student's t on means of stretches of the archive, paired: both models on the same observations",
    n: errors.length,
    alpha: oneSided,
    against: undefined,
    expected: `the ${100 * confidence} % interval of v1's error less v2's lies above 0`,
    observed:
      found === undefined
        ? `${errors.length} observations of too few stretches`
        : `v1 is off by ${degrees(meanError(errors, 'v1'))}, v2 by ${degrees(meanError(errors, 'v2'))}: a gain of ${degrees(found.mean)} (${degrees(found.low)} to ${degrees(found.high)}, ${found.blocks} stretches, each counted once)`,
    holds: found === undefined ? undefined : found.low > 0,
    counts: { pairs: errors.length, blocks: found?.blocks ?? 0 },
  });
}
