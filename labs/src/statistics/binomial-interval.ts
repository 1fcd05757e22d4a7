import { normalCritical } from './normal.ts';
import { requireBetween, requireWhole } from './require-argument.ts';

/** `hits` of `n` requests, and how sure the interval is to hold the true share, between 0 and 1 (0.95). */
export interface ObservedShare {
  hits: number;
  n: number;
  confidence: number;
}

/** Lower and upper end of an interval. */
export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson's score interval for a share (1927, J. Am. Stat. Assoc. 22, 209): covers about as often as it says.
 *
 * @throws RangeError unless n is at least 1, hits a whole number from 0 to n, and confidence between 0 and 1
 */
export function wilsonInterval(observed: ObservedShare): Interval {
  requireObserved(observed);
  const { hits, n, confidence } = observed;
  const z = normalCritical((1 - confidence) / 2);
  const share = hits / n;
  const middle = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: hits === 0 ? 0 : (middle - reach) / scale,
    high: hits === n ? 1 : (middle + reach) / scale,
  };
}

function requireObserved({ hits, n, confidence }: ObservedShare): void {
  requireWhole('n', n, 1);
  requireWhole('hits', hits, 0, n);
  requireBetween('confidence', confidence);
}
