import { requireBetween } from './require-argument.ts';
import { solveFalling, upperGamma } from './special-functions.ts';

/** P(Z > z) of the standard normal distribution, exact far into the tail: Q(1/2, z^2/2) / 2 (A&S 26.2, 6.5.17). */
export function normalTail(z: number): number {
  const tail = upperGamma(0.5, (z * z) / 2) / 2;
  return z >= 0 ? tail : 1 - tail;
}

/**
 * The z that a standard normal number passes with probability `tail`.
 *
 * @param tail one-sided, between 0 and 1: 0.025 gives 1.96
 * @throws RangeError unless tail lies between 0 and 1
 */
export function normalCritical(tail: number): number {
  requireBetween('tail', tail);
  return tail > 0.5 ? -normalCritical(1 - tail) : solveFalling(normalTail, tail, 0, 40);
}
