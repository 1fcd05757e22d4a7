import type { DiurnalMean } from './diurnal-mean.ts';
import { channels, type Channel } from './track.ts';

/** Hours back at which readings are looked at. */
export const lags = [1, 2, 3, 4, 6, 9, 12, 15, 18, 21, 23, 24] as const;
export type Lag = (typeof lags)[number];

/** What is known when a forecast is made; NaN stands for what was never measured. */
export interface Situation {
  /** ms since 1970. */
  time: number;
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** The reading in the order of `channels`: Cel, Cel, hPa, m/s, m/s. */
  now: Float64Array;
  /** The readings at `lags`, one row each. */
  lagged: Float64Array;
  mean: DiurnalMean;
  /** Running mean of pressure in hPa. */
  pressureMean: number;
  /** %, km, mm in the hour. */
  humidity: number;
  visibility: number;
  precipitation: number;
  /** Exponential mean over six hours of whether it was wet, 0 to 1. */
  wetness: number;
}

const row = new Map<number, number>(lags.map((lag, index) => [lag, index * channels.length]));
const column = Object.fromEntries(channels.map((channel, index) => [channel, index])) as Record<Channel, number>;

/** A channel now (lag 0) or some hours ago. */
export function past(situation: Situation, channel: Channel, lag: Lag | 0): number {
  return lag === 0 ? situation.now[column[channel]]! : situation.lagged[row.get(lag)! + column[channel]]!;
}

/** How much a channel changed from `from` to `to` hours ago. */
export function change(situation: Situation, channel: Channel, from: Lag, to: Lag | 0): number {
  return past(situation, channel, to) - past(situation, channel, from);
}
