import { forecastHorizons, type HorizonForecast, type Observation } from '@weather/contracts';
import type { Model, ModelOutput } from '../model.ts';
import { randomlySuspect, zScoreSuspect } from './detectors.ts';
import { boundsAround, settleDue, startBands, type Bands } from './bands.ts';

/** Readings averaged for the forecast, and readings that the z-score looks back on. */
const averaged = 3;
const remembered = 24;

export interface OptionsV1 {
  anomalyDetector: 'zscore' | 'random';
  /** Share of readings that `random` flags, in percent. */
  anomalyPercentage: number;
}

export interface StateV1 {
  /** Latest temperatures in Cel, oldest first, at most `remembered`. */
  recent: number[];
  /** ms since 1970 of the newest observation. */
  time: number;
  bands: Bands;
}

/**
 * The thesis's model: the mean of the last readings stands for every hour to come, within bands that held 90 % of its
 * past errors. It believes every reading and knows no conditions.
 */
export function createModelV1(options: OptionsV1): Model<StateV1> {
  const learn = (state: StateV1, observation: Observation, id: string) => learnReading(state, observation, id, options);
  return {
    initialState: () => ({ recent: [], time: Number.NEGATIVE_INFINITY, bands: startBands() }),
    learn,
    predict: (state, observation, id) => learn(structuredClone(state), observation, id),
  };
}

function learnReading(state: StateV1, { phenomenonTime, result }: Observation, id: string, options: OptionsV1) {
  const output: ModelOutput = { horizons: [], anomalies: [] };
  const time = Date.parse(phenomenonTime);
  const value = result.air_temperature?.value;
  if (value === undefined || !(time > state.time)) return output;
  const suspect =
    options.anomalyDetector === 'random'
      ? randomlySuspect(id, value, options.anomalyPercentage)
      : zScoreSuspect(state.recent, value);
  if (suspect !== undefined) output.anomalies.push(suspect);
  state.recent.push(value);
  if (state.recent.length > remembered) state.recent.shift();
  state.time = time;
  const latest = state.recent.slice(-averaged);
  const mean = latest.reduce((sum, reading) => sum + reading, 0) / latest.length;
  settleDue(state.bands, time, value, mean);
  output.horizons = forecastHorizons.map((horizon, index) => forecastAt(state.bands, time, mean, horizon, index));
  return output;
}

function forecastAt(bands: Bands, time: number, mean: number, horizon: number, index: number): HorizonForecast {
  const validTime = new Date(time + horizon * 3_600_000).toISOString().replace('.000Z', 'Z');
  return {
    horizon,
    validTime,
    air_temperature: { mean, ...boundsAround(bands, mean, index), level: 0.9, unit: 'Cel' },
  };
}
