import { binomialLowerTail, binomialUpperTail, requireTrials, type Trials } from './binomial.ts';
import { requireBetween } from './require-argument.ts';

/** Counts from `low` to `high`, both included. */
export interface Region {
  low: number;
  high: number;
}

/**
 * The narrowest region of counts with at most alpha / 2 below it and at most alpha / 2 above it, by exact tails: the
 * acceptance region of the exact two-sided test of share `p`.
 *
 * @param n number of requests
 * @param p share that the rule promises, from 0 to 1
 * @param alpha error rate of both sides together, between 0 and 1; what is really used is at most that
 * @throws RangeError when an argument is out of its range
 */
export function binomialRegion({ n, p, alpha }: Trials & { alpha: number }): Region {
  requireTrials({ n, p });
  requireBetween('alpha', alpha);
  const trials = { n, p };
  const low = firstWhere(n, (k) => binomialLowerTail(k, trials) > alpha / 2);
  const high = firstWhere(n, (k) => binomialUpperTail(k + 1, trials) <= alpha / 2);
  return { low, high };
}

/**
 * The probability that a count falls outside `region` when the true share is `p`: with the share of a wrong setting
 * the power to catch it, with the right share the true error rate. Exact.
 *
 * @throws RangeError when n is no whole number of at least 1 or p no share
 */
export function binomialPower({ n, p, region }: Trials & { region: Region }): number {
  return binomialLowerTail(region.low - 1, { n, p }) + binomialUpperTail(region.high + 1, { n, p });
}

/** The first k from 0 to n at which a condition holds that, once true, stays true. It holds at n. */
function firstWhere(n: number, holds: (k: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
