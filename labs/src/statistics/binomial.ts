import { requireShare, requireWhole } from './require-argument.ts';
import { logBinomialTerm } from './special-functions.ts';

/** `n` independent requests, each a hit with probability `p` (a share from 0 to 1). */
export interface Trials {
  n: number;
  p: number;
}

/** Throws a RangeError unless n is a whole number of at least 1 and p a share. */
export function requireTrials({ n, p }: Trials): void {
  requireWhole('n', n, 1);
  requireShare('p', p);
}

/**
 * log P(X = k), X ~ Binomial(n, p); -Infinity where that is impossible. Loader (2000).
 *
 * @throws RangeError unless k is a whole number, n one of at least 1 and p a share
 */
export function logBinomialPmf(k: number, trials: Trials): number {
  requireTrials(trials);
  requireWhole('k', k, Number.MIN_SAFE_INTEGER);
  return logTerm(k, trials);
}

/**
 * P(X <= k), X ~ Binomial(n, p), as the sum of its terms: 12 digits, however small it is. Errors as logBinomialPmf.
 */
export function binomialLowerTail(k: number, trials: Trials): number {
  requireTrials(trials);
  requireWhole('k', k, Number.MIN_SAFE_INTEGER);
  return lowerTail(k, trials);
}

/** P(X >= k), X ~ Binomial(n, p), likewise. Errors as logBinomialPmf. */
export function binomialUpperTail(k: number, trials: Trials): number {
  requireTrials(trials);
  requireWhole('k', k, Number.MIN_SAFE_INTEGER);
  return upperTail(k, trials);
}

function logTerm(k: number, { n, p }: Trials): number {
  if (k < 0 || k > n) return -Infinity;
  if (p === 0) return k === 0 ? 0 : -Infinity;
  if (p === 1) return k === n ? 0 : -Infinity;
  return logBinomialTerm(k, n - k, p, 1 - p);
}

function lowerTail(k: number, trials: Trials): number {
  const { n, p } = trials;
  if (k < 0) return 0;
  if (k >= n) return 1;
  if (k > n * p) return 1 - upperTail(k + 1, trials);
  // Downwards from k the terms shrink, as k lies below the mean.
  let term = Math.exp(logTerm(k, trials));
  let sum = term;
  const odds = (1 - p) / p;
  for (let next = k; next > 0 && term > sum * 1e-18; next--) {
    term *= (odds * next) / (n - next + 1);
    sum += term;
  }
  return Math.min(1, sum);
}

function upperTail(k: number, trials: Trials): number {
  const { n, p } = trials;
  if (k <= 0) return 1;
  if (k > n) return 0;
  if (k <= n * p) return 1 - lowerTail(k - 1, trials);
  let term = Math.exp(logTerm(k, trials));
  let sum = term;
  const odds = p / (1 - p);
  for (let next = k; next < n && term > sum * 1e-18; next++) {
    term *= (odds * (n - next)) / (next + 1);
    sum += term;
  }
  return Math.min(1, sum);
}
