import { forecastHorizons } from '@weather/contracts';

const hour = 3_600_000;
/** Share of outcomes on each side of a band. */
const tail = 0.05;
/** Cel by which a quantile moves at an outcome: slow enough to be smooth, fast enough for a season. */
const step = 0.1;
/** Forecasts that wait for their outcome are at least this far apart, so that their number is bounded. */
const spacing = 0.9 * hour;
const longest = Math.max(...forecastHorizons) * hour;

/** Running quantiles of the errors of past forecasts, by horizon, and the forecasts whose outcome is not yet known. */
export interface Bands {
  /** Cel below and above the mean, by horizon. */
  lower: number[];
  upper: number[];
  /** Oldest first: time in ms since 1970, mean in Cel. */
  waiting: { time: number; mean: number }[];
}

export function startBands(): Bands {
  return {
    lower: forecastHorizons.map((hours) => -2 * Math.sqrt(hours)),
    upper: forecastHorizons.map((hours) => 2 * Math.sqrt(hours)),
    waiting: [],
  };
}

/**
 * Takes in the reading at `time` as the outcome of each forecast that is due about now, and the new forecast. Quantiles
 * by stochastic approximation (Robbins & Monro 1951).
 */
export function settleDue(bands: Bands, time: number, value: number, mean: number): void {
  bands.waiting = bands.waiting.filter((forecast) => time - forecast.time < longest + spacing);
  for (const forecast of bands.waiting) {
    const horizon = forecastHorizons.findIndex((hours) => Math.abs(time - forecast.time - hours * hour) < spacing / 2);
    if (horizon < 0) continue;
    const error = value - forecast.mean;
    bands.lower[horizon]! -= step * ((error < bands.lower[horizon]! ? 1 : 0) - tail);
    bands.upper[horizon]! += step * ((error > bands.upper[horizon]! ? 1 : 0) - tail);
  }
  const newest = bands.waiting.at(-1);
  if (newest === undefined || time - newest.time >= spacing) bands.waiting.push({ time, mean });
}

/** The band of a horizon, by its index; the mean is always within. */
export function boundsAround(bands: Bands, mean: number, horizon: number): { lower: number; upper: number } {
  return { lower: mean + Math.min(0, bands.lower[horizon]!), upper: mean + Math.max(0, bands.upper[horizon]!) };
}
