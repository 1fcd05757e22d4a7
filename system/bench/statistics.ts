/** Ratio of two legs over all blocks, with a bootstrap interval. */
export interface Ratio {
  mean: number;
  lower: number;
  upper: number;
}

export function geometricMean(values: number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const draws = 10_000;

/**
 * Geometric mean of the blocks' ratios, and its 95 % percentile interval from resampling whole blocks (Efron's
 * bootstrap). Blocks, not requests, are resampled: requests of one block share the machine's mood.
 */
export function blockRatio(blockRatios: number[], random: () => number = Math.random): Ratio {
  const means = Array.from({ length: draws }, () =>
    geometricMean(blockRatios.map(() => blockRatios[Math.floor(random() * blockRatios.length)]!)),
  ).toSorted((a, b) => a - b);
  return {
    mean: geometricMean(blockRatios),
    lower: means[Math.floor(draws * 0.025)]!,
    upper: means[Math.ceil(draws * 0.975) - 1]!,
  };
}
