import type { Chain } from './condition-chain.ts';
import type { Interval } from './interval.ts';
import type { RegressionPrior } from './regression.ts';

/** What a model believes of any station before its first observation. */
export interface Prior {
  /** Anomaly in Cel of each solar hour from the day's mean. */
  diurnalShape: Float64Array;
  regression: RegressionPrior;
  shortRegression: RegressionPrior;
  /** By horizon. */
  intervals: Interval[];
  chains: Chain[];
}

/** The prior as numbers, in a file. */
export interface PriorFile {
  /** What it was fitted on. */
  fittedOn: { file: string; from: string; to: string; observations: number };
  diurnalShape: number[];
  regression: { covariance: number[]; weights: number[] };
  shortRegression: { covariance: number[]; weights: number[] };
  intervals: { spread: number[]; quantiles: number[] }[];
  chains: number[][];
}

const vector = (numbers: readonly number[]) => Float64Array.from(numbers);

export function priorFrom(file: Omit<PriorFile, 'fittedOn'>): Prior {
  const regression = (stored: PriorFile['regression']) => ({
    covariance: vector(stored.covariance),
    weights: vector(stored.weights),
  });
  return {
    diurnalShape: vector(file.diurnalShape),
    regression: regression(file.regression),
    shortRegression: regression(file.shortRegression),
    intervals: file.intervals.map(({ spread, quantiles }) => ({
      spread: vector(spread),
      quantiles: vector(quantiles),
    })),
    chains: file.chains.map((chain) => Float32Array.from(chain)),
  };
}
