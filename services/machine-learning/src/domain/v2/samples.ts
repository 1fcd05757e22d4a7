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

export function emptySample(): Sample {
  return {
    time: Number.NaN,
    temperature: Number.NaN,
    trusted: false,
    features: new Float32Array(featureCount),
    gain: new Float32Array(featureCount),
    shortGain: new Float32Array(shortCount),
    means: new Float32Array(horizons),
    changes: new Float32Array(horizons * experts),
    spreads: new Float32Array(horizons),
    spreadCovariates: new Float32Array(spreadCount),
    conditionCovariates: new Float32Array(conditionCount),
  };
}
