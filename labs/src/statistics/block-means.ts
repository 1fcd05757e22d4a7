import type { Interval } from './binomial-interval.ts';
import { requireBetween, requireWhole } from './require-argument.ts';
import { studentCritical, studentTail } from './student.ts';

/** Two measurements of the same thing, for example the absolute errors of two models on one observation. */
export interface Pair {
  /** Pairs that are not independent of each other share a block: a station's day, or a day of all stations. */
  block: string;
  first: number;
  second: number;
}

/** Mean of first - second with its interval. */
export interface PairedDifference extends Interval {
  mean: number;
  standardError: number;
  blocks: number;
  pairs: number;
  /** Chance of a mean as far from 0 or farther, either way, if the true one is 0. */
  p: number;
}

/**
 * Mean paired difference, first - second, as the mean of the means of the blocks, each block counting once, with
 * Student's t interval and test over blocks (the method of batch means). Pairs within a block may depend on each
 * other as they like; blocks must be independent, so make them large enough for that. Errors far from normal want 20
 * blocks or more. Where all blocks have the same mean the interval has no length, and p is 0, or 1 for a mean of 0.
 *
 * @param pairs in any order, of at least 2 blocks
 * @param confidence how sure the interval is to hold the true mean, between 0 and 1 (0.95)
 * @throws RangeError with fewer than 2 blocks, a number that is not finite, or a confidence out of range
 */
export function pairedDifference(pairs: readonly Pair[], confidence: number): PairedDifference {
  requireBetween('confidence', confidence);
  const means = blockMeans(pairs);
  requireWhole('number of blocks', means.length, 2);
  const mean = average(means);
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (means.length - 1);
  const standardError = Math.sqrt(variance / means.length);
  const df = means.length - 1;
  const reach = studentCritical((1 - confidence) / 2, df) * standardError;
  const t = mean === 0 ? 0 : Math.abs(mean) / standardError;
  return {
    mean,
    low: mean - reach,
    high: mean + reach,
    standardError,
    blocks: means.length,
    pairs: pairs.length,
    p: Math.min(1, 2 * studentTail(t, df)),
  };
}

/** The mean of the means of the blocks: what pairedDifference is the difference of, where it is taken of both. 0 of nothing. */
export const meanOfBlocks = (values: readonly { block: string; value: number }[]): number =>
  values.length === 0 ? 0 : average(meansOf(values));

const blockMeans = (pairs: readonly Pair[]): number[] =>
  meansOf(
    pairs.map(({ block, first, second }, index) => {
      const value = first - second;
      if (Number.isFinite(value)) return { block, value };
      throw new RangeError(`pairs[${index}] are ${first} and ${second}, and must be finite numbers`);
    }),
  );

function meansOf(values: readonly { block: string; value: number }[]): number[] {
  const blocks = new Map<string, number[]>();
  for (const { block, value } of values) {
    const others = blocks.get(block);
    if (others) others.push(value);
    else blocks.set(block, [value]);
  }
  return [...blocks.values()].map(average);
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
