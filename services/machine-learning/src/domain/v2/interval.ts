/** Share of outcomes that shall lie within. */
export const level = 0.9;
/**
 * Share aimed at on each side: a little under half of the rest. Outcomes of long horizons come late and in runs, which
 * costs up to a percent of coverage.
 */
const tail = 0.047;

/**
 * A conformal interval for one horizon: outcome errors are divided by a spread that depends on the situation, and the
 * 5 % and 95 % quantiles of that quotient are followed online, so that long-run coverage holds for any sequence.
 * Quantile tracking after Gibbs & Candès (2021), Adaptive conformal inference under distribution shift, in the
 * form of Angelopoulos, Candès & Tibshirani (2023), Conformal PID control, eq. 5.
 */
export interface Interval {
  /** Log-linear model of the mean absolute error in Cel. */
  spread: Float64Array;
  /** In spreads from the mean: [lower, upper]. */
  quantiles: Float64Array;
}

/** How fast the quantiles and the spread follow. */
export interface IntervalRates {
  quantile: number;
  spread: number;
}

/** Mean absolute error in Cel that is expected given the covariates `z` (z[0] = 1). */
export function spreadOf(interval: Interval, z: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < z.length; index++) sum += interval.spread[index]! * z[index]!;
  return Math.exp(Math.max(-3, Math.min(3, sum)));
}

/** Lower and upper bound around `mean` in Cel; the mean is always within. */
export function bounds(interval: Interval, mean: number, spread: number): { lower: number; upper: number } {
  return {
    lower: mean + Math.min(0, interval.quantiles[0]!) * spread,
    upper: mean + Math.max(0, interval.quantiles[1]!) * spread,
  };
}

/** Takes in that a forecast with covariates `z` and `spread` was off by `error` (outcome minus mean, Cel). */
export function observeError(
  interval: Interval,
  z: Float32Array,
  spread: number,
  error: number,
  rates: IntervalRates,
): void {
  const ratio = error / spread;
  interval.quantiles[0]! -= rates.quantile * ((ratio < interval.quantiles[0]! ? 1 : 0) - tail);
  interval.quantiles[1]! += rates.quantile * ((ratio > interval.quantiles[1]! ? 1 : 0) - tail);
  // Gradient of the Laplace log likelihood, with outliers held back.
  const step = rates.spread * (Math.min(Math.abs(ratio), 4) - 1);
  for (let index = 0; index < z.length; index++) interval.spread[index]! += step * z[index]!;
}
