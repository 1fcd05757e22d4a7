import { binomialRegion } from './binomial-region.ts';
import { requireBetween } from './require-argument.ts';

/** Outcome of a quantile test. */
export interface QuantileTest {
  /** Values above the bound. */
  above: number;
  /** As many may be. */
  most: number;
  holds: boolean;
}

/** Of what values come from, at most `share` lies above `bound`; `alpha` is the error rate of its test. */
export interface QuantileClaim {
  bound: number;
  share: number;
  alpha: number;
}

/**
 * The one-sided quantile test (Conover 1999, Practical Nonparametric Statistics, 3.2; with a share of 1/2 the sign test of a
 * median). Exact whatever the distribution, as long as values do not depend on each other: the number above the bound is at
 * most binomial. It says as much as that the order statistic of rank n - most lies at or below the bound.
 *
 * @throws RangeError without values, or when share or alpha does not lie between 0 and 1
 */
export function quantileTest(values: readonly number[], { bound, share, alpha }: QuantileClaim): QuantileTest {
  requireBetween('share', share);
  requireBetween('alpha', alpha);
  const above = values.filter((value) => value > bound).length;
  const most = binomialRegion({ n: values.length, p: share, alpha: 2 * alpha }).high;
  return { above, most, holds: above <= most };
}

/**
 * The value of which `share` of the values lie at or below: an order statistic, the same that `quantileTest` looks at.
 *
 * @throws RangeError without values, or when share does not lie between 0 and 1
 */
export function sampleQuantile(values: readonly number[], share: number): number {
  requireBetween('share', share);
  const found = values.toSorted((one, other) => one - other)[Math.ceil(share * values.length) - 1];
  if (found === undefined) throw new RangeError('there are no values');
  return found;
}
