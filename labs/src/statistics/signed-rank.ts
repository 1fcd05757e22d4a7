import { type Interval, wilsonInterval } from './binomial-interval.ts';
import type { Random } from './random.ts';
import { requireBetween, requireWhole } from './require-argument.ts';

/** Median shift of paired differences with its interval. */
export interface Shift extends Interval {
  /** The median of the means of all pairs of differences (Hodges & Lehmann 1963, Ann. Math. Stat. 34, 598). */
  estimate: number;
}

/**
 * Where paired differences lie: the estimate of Hodges & Lehmann and the exact interval that belongs to Wilcoxon's
 * signed-rank test (1945; Hollander & Wolfe, Nonparametric Statistical Methods, 3.1 to 3.3). It asks no more than that
 * the differences be independent and as likely to lie above their middle as below it by as much. Few outliers, however
 * far out, hardly move it.
 *
 * @param differences of blocks large enough that one tells nothing of the next
 * @param tail chance that the interval lies wholly above, and that it lies wholly below what is true, at most: 1e-4
 * @throws RangeError with so few differences that no interval has so small a tail: 14 are needed for 1e-4
 */
export function shiftOf(differences: readonly number[], tail: number): Shift {
  const rank = criticalRank(differences.length, tail);
  const means = walshAverages(requireFinite(differences));
  const { length } = means;
  return {
    estimate: (means[Math.floor((length - 1) / 2)]! + means[Math.floor(length / 2)]!) / 2,
    low: means[rank - 1]!,
    high: means[length - rank]!,
  };
}

/** A shift that is to be told from `margin`, as often as in so many resamplings of the differences. */
export interface ShiftQuestion {
  shift: number;
  margin: number;
  tail: number;
  runs: number;
}

/**
 * The chance that the interval of `shiftOf` lies wholly above `margin` when the true shift is `shift` and the differences
 * spread about it as those given spread about theirs: found by resampling them (Efron 1979), and of what was found the
 * lower end of the 95 % interval.
 *
 * @throws RangeError as shiftOf
 */
export function powerOfShift(
  differences: readonly number[],
  { shift, margin, tail, runs }: ShiftQuestion,
  random: Random,
): number {
  requireWhole('runs', runs, 1);
  const { estimate } = shiftOf(differences, tail);
  const rank = criticalRank(differences.length, tail);
  const moved = differences.map((difference) => difference - estimate + shift - margin);
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const drawn = moved.map(() => moved[Math.floor(random() * moved.length)]!);
    if (sumOfNegativeRanks(drawn) < rank) hits++;
  }
  return wilsonInterval({ hits, n: runs, confidence: 0.95 }).low;
}

/** The means of all pairs of values, each with itself included, in order. */
function walshAverages(values: readonly number[]): Float64Array {
  const means = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  values.forEach((value, index) => {
    for (let other = index; other < values.length; other++) means[next++] = (value + values[other]!) / 2;
  });
  return means.toSorted();
}

/** Wilcoxon's statistic for the negative side, which is how many Walsh averages are not above 0. Ties share a rank. */
function sumOfNegativeRanks(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  let sum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from + 1;
    while (to < sorted.length && Math.abs(sorted[to]!) === Math.abs(sorted[from]!)) to++;
    const rank = (from + 1 + to) / 2;
    sum += rank * sorted.slice(from, to).filter((value) => value <= 0).length;
    from = to;
  }
  return sum;
}

/** The largest rank c with P(sum of ranks below c) of at most `tail`, without any shift. */
function criticalRank(n: number, tail: number): number {
  requireBetween('tail', tail);
  requireWhole('number of differences', n, 1);
  const chances = rankSumChances(n);
  let rank = 0;
  for (let below = chances[0]!; below <= tail; below += chances[rank]!) rank++;
  if (rank === 0) throw new RangeError(`${n} differences are too few for an interval with tails of ${tail}`);
  return rank;
}

/** P(sum of the ranks 1 to n that a fair coin chooses = s), for each s. */
function rankSumChances(n: number): Float64Array {
  let chances = new Float64Array([1]);
  for (let rank = 1; rank <= n; rank++) {
    const next = new Float64Array(chances.length + rank);
    chances.forEach((chance, sum) => {
      next[sum]! += chance / 2;
      next[sum + rank]! += chance / 2;
    });
    chances = next;
  }
  return chances;
}

function requireFinite(differences: readonly number[]): readonly number[] {
  differences.forEach((difference, index) => {
    if (!Number.isFinite(difference))
      throw new RangeError(`differences[${index}] is ${difference}, and must be finite`);
  });
  return differences;
}
