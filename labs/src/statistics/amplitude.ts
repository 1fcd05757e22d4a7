import { binomialLowerTail } from './binomial.ts';
import { requireAtLeast, requireBetween, requireShare, requireWhole } from './require-argument.ts';

/** `windows` stretches of `requests` requests each; each request is a hit with probability `p`. */
export interface Windows {
  windows: number;
  requests: number;
  p: number;
}

/** What rounding may move a count by: 0.05 of 100 requests are 5. */
const rounding = 1e-9;

/**
 * The probability that in no window the share of hits is farther than `amplitude` from p: the binomial probability of
 * one window to the power of their number. Exact.
 *
 * @param amplitude at least 0; 0.05 for five percentage points, that distance included
 * @throws RangeError unless windows and requests are whole numbers of at least 1 and p a share
 */
export function chanceOfAmplitudeUpTo(amplitude: number, setting: Windows): number {
  const { low, high } = countsUpTo(amplitude, setting);
  return countChance(low, high, setting);
}

/**
 * The probability that in some window the share of hits is farther than `amplitude` from p while the true share is
 * another: the power to catch that one. Errors as chanceOfAmplitudeUpTo; trueShare must be a share.
 */
export function powerOfAmplitude(amplitude: number, trueShare: number, setting: Windows): number {
  requireShare('trueShare', trueShare);
  const { low, high } = countsUpTo(amplitude, setting);
  return 1 - countChance(low, high, { ...setting, p: trueShare });
}

/** Hits of a window that is no farther than `amplitude` from p. */
function countsUpTo(amplitude: number, { windows, requests, p }: Windows): { low: number; high: number } {
  requireAtLeast('amplitude', amplitude, 0);
  requireWhole('windows', windows, 1);
  requireWhole('requests', requests, 1);
  requireShare('p', p);
  return {
    low: Math.ceil(requests * (p - amplitude) - rounding),
    high: Math.floor(requests * (p + amplitude) + rounding),
  };
}

/**
 * The probability that the largest distance of a window's share from p lies from `low` to `high`, both included.
 * Errors as chanceOfAmplitudeUpTo; low must not be above high.
 */
export function chanceOfAmplitudeWithin({ low, high }: { low: number; high: number }, setting: Windows): number {
  requireAtLeast('low', low, 0);
  requireAtLeast('high', high, low);
  const { requests, p } = setting;
  const from = Math.floor(requests * (p - low) + rounding) + 1;
  const to = Math.ceil(requests * (p + low) - rounding) - 1;
  return Math.max(0, chanceOfAmplitudeUpTo(high, setting) - countChance(from, to, setting));
}

/**
 * The smallest amplitude that is not passed with a probability of at least `probability`: 0.5 for the median.
 * Errors as chanceOfAmplitudeUpTo; probability must lie between 0 and 1.
 */
export function amplitudeQuantile(probability: number, setting: Windows): number {
  requireBetween('probability', probability);
  const { requests, p } = setting;
  chanceOfAmplitudeUpTo(0, setting);
  const distances = Array.from({ length: requests + 1 }, (_, hits) => Math.abs(hits / requests - p)).toSorted(
    (a, b) => a - b,
  );
  let [low, high] = [0, requests];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (chanceOfAmplitudeUpTo(distances[middle]!, setting) >= probability) high = middle;
    else low = middle + 1;
  }
  return distances[low]!;
}

/** The probability that every window has from `low` to `high` hits. */
function countChance(low: number, high: number, { windows, requests, p }: Windows): number {
  if (high < low) return 0;
  const trials = { n: requests, p };
  return (binomialLowerTail(high, trials) - binomialLowerTail(low - 1, trials)) ** windows;
}
