import { forecastHorizons, weatherConditionWords } from '@weather/contracts';
import { featureCount, shortCount } from './features.ts';

/** One an hour (see `spacing` of a track), so that the longest horizon's outcome finds its sample. */
const capacity = 27;
export const spreadCount = 10;
export const conditionCount = weatherConditionWords.length + 14;
const horizons = forecastHorizons.length;

/** A forecast that waits for its outcomes, with all that is needed to learn from them. */
export interface Sample {
  /** ms since 1970; NaN in a place not yet used. */
  time: number;
  /** Air temperature in Cel that the forecast started from; NaN when there was none. */
  temperature: number;
  /** Whether that temperature was measured and believed, so that its forecast can be learnt from. */
  trusted: boolean;
  features: Float32Array;
  gain: Float32Array;
  shortGain: Float32Array;
  /** Mean forecast in Cel, its change by each expert, and its spread: by horizon. */
  means: Float32Array;
  changes: Float32Array;
  spreads: Float32Array;
  spreadCovariates: Float32Array;
  conditionCovariates: Float32Array;
}

/** The samples of the last day, oldest at `next`. */
export interface Samples {
  next: number;
  ring: Sample[];
}

/** The forecasters that are mixed: regression on all regressors, regression on the short list, and no change. */
export const experts = 3;

export function emptySamples(): Samples {
  return { next: 0, ring: Array.from({ length: capacity }, emptySample) };
}

/** All numbers of a sample lie in one buffer: a buffer each would cost more than what it holds. */
export function emptySample(): Sample {
  const sizes = [featureCount, featureCount, shortCount, horizons, horizons * experts, horizons, spreadCount];
  const buffer = new Float32Array(sizes.reduce((sum, size) => sum + size, conditionCount));
  let end = 0;
  const next = (size: number) => buffer.subarray(end, (end += size));
  return {
    time: Number.NaN,
    temperature: Number.NaN,
    trusted: false,
    features: next(featureCount),
    gain: next(featureCount),
    shortGain: next(shortCount),
    means: next(horizons),
    changes: next(horizons * experts),
    spreads: next(horizons),
    spreadCovariates: next(spreadCount),
    conditionCovariates: next(conditionCount),
  };
}
