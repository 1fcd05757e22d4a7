import type { Region } from './binomial-region.ts';
import { requireBetween, requirePositive, requireWhole } from './require-argument.ts';
import { logGamma } from './special-functions.ts';

/**
 * `n` requests, each a hit with the same probability, which itself was drawn from Beta(a, b). So the hits among n keys on
 * a ring of a + b random points of which a count: the arcs before these points have together a share of Beta(a, b).
 */
export interface BetaTrials {
  n: number;
  a: number;
  b: number;
}

function requireBetaTrials({ n, a, b }: BetaTrials): void {
  requireWhole('n', n, 1);
  requirePositive('a', a);
  requirePositive('b', b);
}

const logBeta = (a: number, b: number) => logGamma(a) + logGamma(b) - logGamma(a + b);

/** P(X = k) for all k from 0 to n (Skellam, 1948, J. R. Stat. Soc. B 10, 257). */
function betaBinomialTerms({ n, a, b }: BetaTrials): number[] {
  const whole = logBeta(a, b);
  return Array.from({ length: n + 1 }, (_, k) => {
    const choose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
    return Math.exp(choose + logBeta(k + a, n - k + b) - whole);
  });
}

/**
 * The narrowest region of counts with at most alpha / 2 below it and at most alpha / 2 above it, by exact tails.
 *
 * @throws RangeError when an argument is out of its range
 */
export function betaBinomialRegion({ alpha, ...trials }: BetaTrials & { alpha: number }): Region {
  requireBetaTrials(trials);
  requireBetween('alpha', alpha);
  const terms = betaBinomialTerms(trials);
  return { low: firstAbove(terms, alpha / 2), high: trials.n - firstAbove(terms.toReversed(), alpha / 2) };
}

/** How many terms from the first on may be left out before their sum passes `level`. */
function firstAbove(terms: readonly number[], level: number): number {
  let sum = 0;
  const found = terms.findIndex((term) => (sum += term) > level);
  return found === -1 ? terms.length - 1 : found;
}
