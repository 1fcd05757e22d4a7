import { requireBetween, requirePositive } from './require-argument.ts';
import { incompleteBeta, solveFalling } from './special-functions.ts';

/**
 * P(T > t) of Student's t distribution: I_{df / (df + t^2)}(df / 2, 1 / 2) / 2 (Abramowitz & Stegun 26.7.1).
 *
 * @param df degrees of freedom, above 0
 * @throws RangeError unless df is above 0
 */
export function studentTail(t: number, df: number): number {
  requirePositive('df', df);
  const square = t * t;
  if (square === Infinity) return t > 0 ? 0 : 1;
  const tail = incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The t that Student's t passes with probability `tail` (one-sided: 0.025 for a 95 % interval).
 *
 * @throws RangeError unless tail lies between 0 and 1 and df is above 0
 */
export function studentCritical(tail: number, df: number): number {
  requireBetween('tail', tail);
  if (tail > 0.5) return -studentCritical(1 - tail, df);
  let high = 8;
  while (studentTail(high, df) > tail) high *= 2;
  return solveFalling((t) => studentTail(t, df), tail, 0, high);
}
