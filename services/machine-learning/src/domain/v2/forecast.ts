import { forecastHorizons, type HorizonForecast } from '@weather/contracts';
import { byWord, probabilities } from './condition-chain.ts';
import { fillFeatures, shortCount } from './features.ts';
import { bounds, level, spreadOf } from './interval.ts';
import { estimate } from './regression.ts';
import { emptySample, experts, type Sample } from './samples.ts';
import { past, type Situation } from './situation.ts';
import type { StateV2 } from './state.ts';
import { tuning } from './tuning.ts';

const hour = 3_600_000;
/** Hours for which the last condition seen is taken for the present one. */
const conditionHolds = 3;

/** The sample of a situation: regressors, covariates, and what each horizon's forecast is. */
export function makeSample(state: StateV2, situation: Situation): Sample {
  const sample = emptySample();
  sample.time = situation.time;
  sample.temperature = past(situation, 'temperature', 0);
  fillFeatures(sample.features, situation);
  fillSpreadCovariates(sample.spreadCovariates, sample.features);
  fillConditionCovariates(sample.conditionCovariates, sample.features, state, situation);
  const short = sample.features.subarray(0, shortCount);
  forecastHorizons.forEach((_, horizon) => {
    const changes = sample.changes.subarray(horizon * experts, (horizon + 1) * experts);
    changes[0] = estimate(state.regression, horizon, sample.features);
    changes[1] = estimate(state.shortRegression, horizon, short);
    sample.means[horizon] = sample.temperature + mixed(state, horizon, changes);
    sample.spreads[horizon] = spreadOf(state.intervals[horizon]!, sample.spreadCovariates);
  });
  return sample;
}

/** The experts' changes by their weights. */
function mixed(state: StateV2, horizon: number, changes: Float32Array): number {
  let total = 0;
  let sum = 0;
  for (let expert = 0; expert < experts; expert++) {
    const weight = Math.exp(state.mixture[horizon * experts + expert]! + tuning.preference[expert]![horizon]!);
    total += weight;
    sum += weight * changes[expert]!;
  }
  return sum / total;
}

/** The sample as a forecast; a part that nothing is known of stays away. */
export function forecastOf(state: StateV2, sample: Sample): HorizonForecast[] {
  const hasTemperature = Number.isFinite(sample.temperature);
  const hasCondition = sample.time - state.wordTime <= conditionHolds * hour;
  if (!hasTemperature && !hasCondition) return [];
  return forecastHorizons.map((hours, horizon) => {
    const forecast: HorizonForecast = { horizon: hours, validTime: timeText(sample.time + hours * hour) };
    const mean = sample.means[horizon]!;
    if (hasTemperature) {
      const range = bounds(state.intervals[horizon]!, mean, sample.spreads[horizon]!);
      forecast.air_temperature = { mean, ...range, level, unit: 'Cel' };
    }
    if (hasCondition) {
      const vector = probabilities(state.chains[horizon]!, covariatesAt(sample, horizon));
      forecast.weather_condition = byWord(vector);
    }
    return forecast;
  });
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** What tells lively weather from calm: the day's waves, the last changes, the anomaly, moisture, wetness, pressure. */
function fillSpreadCovariates(z: Float32Array, x: Float32Array): void {
  z[0] = 1;
  for (let index = 1; index < 5; index++) z[index] = x[index]!;
  z[5] = Math.min(3, Math.abs(x[19]!));
  z[6] = Math.min(3, Math.abs(x[5]!));
  z[7] = Math.min(3, x[11]!);
  z[8] = x[23]!;
  z[9] = Math.min(3, Math.abs(x[15]!));
}

function fillConditionCovariates(c: Float32Array, x: Float32Array, state: StateV2, situation: Situation): void {
  // 1, the day's waves, gap, humidity, change of dew point, pressure and its tendency, wind, wetness, murk.
  const of = [0, 1, 2, 11, 12, 13, 14, 15, 17, 18, 23, 71];
  for (let index = 0; index < of.length; index++) c[index] = x[of[index]!]!;
  c[of.length] = Math.tanh(situation.precipitation || 0);
  if (state.word >= 0 && situation.time - state.wordTime <= conditionHolds * hour) c[of.length + 2 + state.word] = 1;
}

/** The sample's covariates, with how far from freezing it will be then. */
export function covariatesAt(sample: Sample, horizon: number): Float32Array {
  const mean = sample.means[horizon]!;
  sample.conditionCovariates[13] = Number.isFinite(mean) ? Math.tanh((mean - 0.5) / 2) : 0;
  return sample.conditionCovariates;
}
