import { forecastHorizons } from '@weather/contracts';
import type { Chain } from './condition-chain.ts';
import { emptyDiurnalMean, type DiurnalMean } from './diurnal-mean.ts';
import type { Interval } from './interval.ts';
import type { Prior } from './prior.ts';
import { startRegression, type Regression } from './regression.ts';
import { emptySamples, experts, type Samples } from './samples.ts';
import { startSensorCheck, type SensorCheck } from './sensor-check.ts';
import { channels, emptyTrack, type Track } from './track.ts';

/** All that v2 knows of one station: 61 kB of numbers, whatever it has seen. */
export interface StateV2 {
  /** ms since 1970 of the newest observation. */
  time: number;
  track: Track;
  mean: DiurnalMean;
  /** Latest known value by channel. */
  latest: Float64Array;
  pressureMean: number;
  wetness: number;
  /** Index of the latest condition word, and when it was seen; -1 before the first. */
  word: number;
  wordTime: number;
  samples: Samples;
  /** On all regressors, and on the short list. */
  regression: Regression;
  shortRegression: Regression;
  /** Log weights by which experience moved the preferences: `experts` for each horizon. */
  mixture: Float64Array;
  intervals: Interval[];
  chains: Chain[];
  check: SensorCheck;
}

export function startState(prior: Prior): StateV2 {
  return {
    time: Number.NEGATIVE_INFINITY,
    track: emptyTrack(),
    mean: emptyDiurnalMean(),
    latest: new Float64Array(channels.length).fill(Number.NaN),
    pressureMean: Number.NaN,
    wetness: 0,
    word: -1,
    wordTime: Number.NEGATIVE_INFINITY,
    samples: emptySamples(),
    regression: startRegression(prior.regression),
    shortRegression: startRegression(prior.shortRegression),
    mixture: new Float64Array(forecastHorizons.length * experts),
    intervals: prior.intervals.map(({ spread, quantiles }) => ({
      spread: spread.slice(),
      quantiles: quantiles.slice(),
    })),
    chains: prior.chains.map((chain) => chain.slice()),
    check: startSensorCheck(),
  };
}
