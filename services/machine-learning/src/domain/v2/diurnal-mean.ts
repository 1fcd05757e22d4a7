import { solarHour } from './sun.ts';

const day = 86_400_000;
const bins = 24;

/** Running means of a station's temperature, in Cel: by solar hour, and over days. */
export interface DiurnalMean {
  /** Time of the last update in ms since 1970; NaN before the first. */
  time: number;
  /** Mean at each solar hour. */
  hourly: Float64Array;
  /** Exponential means over 1.5, 5 and 20 days. */
  slow: Float64Array;
}

const slowDays = [1.5, 5, 20];
/** Time constant in days of the mean at an hour. */
const hourlyDays = 8;

export function emptyDiurnalMean(): DiurnalMean {
  return { time: Number.NaN, hourly: new Float64Array(bins), slow: new Float64Array(slowDays.length) };
}

/** Mean temperature at the solar hour of `time`, interpolated between hours. */
export function meanAt(mean: DiurnalMean, time: number, longitude: number): number {
  const position = solarHour(time, longitude);
  const bin = Math.floor(position);
  const share = position - bin;
  return mean.hourly[bin % bins]! * (1 - share) + mean.hourly[(bin + 1) % bins]! * share;
}

/** A first guess from one reading: the day's `shape` (24 anomalies in Cel by solar hour), moved to pass through it. */
export function startMean(mean: DiurnalMean, time: number, longitude: number, value: number, shape: ArrayLike<number>) {
  mean.time = time;
  for (let bin = 0; bin < bins; bin++) mean.hourly[bin] = shape[bin] ?? 0;
  const shift = value - meanAt(mean, time, longitude);
  for (let bin = 0; bin < bins; bin++) mean.hourly[bin]! += shift;
  mean.slow.fill(mean.hourly.reduce((sum, hourly) => sum + hourly, 0) / bins);
}

/** Takes a reading in. The two nearest hours share it by nearness; a day of silence does not count more than an hour. */
export function updateMean(mean: DiurnalMean, time: number, longitude: number, value: number): void {
  const elapsed = Math.max(0, Math.min(3, (time - mean.time) / (day / 24)));
  mean.time = time;
  for (let index = 0; index < slowDays.length; index++) {
    mean.slow[index]! += (1 - Math.exp(-elapsed / 24 / slowDays[index]!)) * (value - mean.slow[index]!);
  }
  const error = value - meanAt(mean, time, longitude);
  const position = solarHour(time, longitude);
  const bin = Math.floor(position);
  const rate = 1 - Math.exp(-Math.min(1, elapsed) / hourlyDays);
  mean.hourly[bin % bins]! += rate * (1 - (position - bin)) * error;
  mean.hourly[(bin + 1) % bins]! += rate * (position - bin) * error;
}
