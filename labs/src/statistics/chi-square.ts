import { requireAtLeast, requireBetween, requirePositive } from './require-argument.ts';
import { poissonTerm, solveFalling, upperGamma } from './special-functions.ts';

/**
 * P(X > x) of the chi-square distribution: Q(df / 2, x / 2) (Abramowitz & Stegun 26.4.19).
 *
 * @param df degrees of freedom, above 0
 * @throws RangeError unless x is at least 0 and df above 0
 */
export function chiSquareTail(x: number, df: number): number {
  requireAtLeast('x', x, 0);
  requirePositive('df', df);
  return upperGamma(df / 2, x / 2);
}

/**
 * The x that chi-square with `df` degrees of freedom passes with probability `alpha`.
 *
 * @throws RangeError unless alpha lies between 0 and 1 and df is above 0
 */
export function chiSquareCritical(alpha: number, df: number): number {
  requireBetween('alpha', alpha);
  requirePositive('df', df);
  let high = df + 1;
  while (chiSquareTail(high, df) > alpha) high *= 2;
  return solveFalling((x) => chiSquareTail(x, df), alpha, 0, high);
}

/**
 * P(X > x) of the noncentral chi-square distribution, as a Poisson mixture of central ones (Abramowitz & Stegun
 * 26.4.25), summed from the mean outwards.
 *
 * @param noncentrality at least 0; 0 gives the central distribution
 * @throws RangeError when an argument is out of its range
 */
export function noncentralChiSquareTail(x: number, df: number, noncentrality: number): number {
  requireAtLeast('noncentrality', noncentrality, 0);
  const mean = noncentrality / 2;
  const middle = Math.floor(mean);
  const part = (step: number) => poissonTerm(step, mean) * chiSquareTail(x, df + 2 * step);
  let sum = 0;
  for (let step = middle; step >= 0 && poissonTerm(step, mean) > 1e-18; step--) sum += part(step);
  for (let step = middle + 1; poissonTerm(step, mean) > 1e-18; step++) sum += part(step);
  return Math.min(1, sum);
}
