import { binomialLowerTail, binomialUpperTail, logBinomialPmf } from './binomial.ts';
import { chiSquareCritical, noncentralChiSquareTail } from './chi-square.ts';
import { requireSameLength } from './count-tests.ts';
import { requireShares, requireWhole } from './require-argument.ts';

/** `n` independent picks tested against `nullShares` at error rate `alpha` while `trueShares` are the true ones. */
export interface CountQuestion {
  n: number;
  nullShares: readonly number[];
  trueShares: readonly number[];
  alpha: number;
}

/**
 * The probability that goodnessOfFit against `nullShares` has a p of at most `alpha`: its power where the true shares
 * are others, its true error rate where they are the same. With two or three categories exact, as the sum over all
 * counts. With more the noncentral chi-square distribution with noncentrality n sum (true - null)^2 / null (Cohen
 * 1988, Statistical Power Analysis, 12.7), which for three categories was found to be up to 0.015 too high.
 *
 * @throws RangeError when the shares do not sum to 1 or their numbers differ, or n or alpha is out of range
 */
export function powerOfGoodnessOfFit(question: CountQuestion): number {
  const { n, nullShares, trueShares, alpha } = question;
  requireWhole('n', n, 1);
  requireShares('nullShares', nullShares);
  requireShares('trueShares', trueShares);
  requireSameLength('trueShares', trueShares, nullShares.length);
  const df = nullShares.length - 1;
  const critical = chiSquareCritical(alpha, df);
  if (df <= 2) return 1 - chanceBelow(critical, question);
  const distance = nullShares.reduce((sum, share, index) => sum + (trueShares[index]! - share) ** 2 / share, 0);
  return noncentralChiSquareTail(critical, df, n * distance);
}

/** P(statistic < critical) of two or three categories. */
function chanceBelow(critical: number, question: CountQuestion): number {
  const { n, nullShares, trueShares } = question;
  const first = { n, p: trueShares[0]! };
  const expected = n * nullShares[0]!;
  let sum = 0;
  for (let count = 0; count <= n; count++) {
    const chance = Math.exp(logBinomialPmf(count, first));
    if (chance < 1e-20) continue;
    sum += chance * chanceOfRest(n - count, critical - (count - expected) ** 2 / expected, question);
  }
  return sum;
}

/**
 * The same for the other categories, given how many picks are left for them and how much of the statistic. Of two,
 * the part is a parabola in the count of the first of them, so that the counts below the limit are an interval.
 */
function chanceOfRest(picks: number, left: number, { n, nullShares, trueShares }: CountQuestion): number {
  const expected = nullShares.slice(1).map((share) => n * share);
  const [one, other] = [expected[0]!, expected[1]];
  if (other === undefined) return (picks - one) ** 2 / one < left ? 1 : 0;
  const best = (picks * one) / (one + other);
  const square = (left - (picks - one - other) ** 2 / (one + other)) / (1 / one + 1 / other);
  if (square <= 0) return 0;
  if (picks === 0) return best ** 2 < square ? 1 : 0;
  const trials = { n: picks, p: trueShares[1]! / (trueShares[1]! + trueShares[2]!) };
  const low = Math.floor(best - Math.sqrt(square)) + 1;
  const high = Math.ceil(best + Math.sqrt(square)) - 1;
  if (high < low) return 0;
  return 1 - binomialLowerTail(low - 1, trials) - binomialUpperTail(high + 1, trials);
}
