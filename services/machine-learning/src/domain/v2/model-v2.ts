import type { Observation } from '@weather/contracts';
import shippedPrior from '../../prior/prior.json' with { type: 'json' };
import type { Model, ModelOutput } from '../model.ts';
import { startMean, updateMean } from './diurnal-mean.ts';
import { shortCount } from './features.ts';
import { forecastOf, makeSample } from './forecast.ts';
import { priorFrom, type Prior, type PriorFile } from './prior.ts';
import { readingOf, type Reading } from './reading.ts';
import { takeSample } from './regression.ts';
import type { Sample } from './samples.ts';
import { judge } from './sensor-check.ts';
import { settleCondition, settleTemperature } from './settle.ts';
import { lags, type Situation } from './situation.ts';
import { startState, type StateV2 } from './state.ts';
import { append, channels, fillLagged, newestTime, spacing } from './track.ts';
import { tuning } from './tuning.ts';

const hour = 3_600_000;
const dayOfHours = 24;

/**
 * Online regression per horizon, with conformal intervals, a chain of conditions and checks of the thermometer.
 * An observation that is not newer than the one before teaches nothing and is answered with nothing.
 */
export function createModelV2(prior: Prior = priorFrom(shippedPrior as PriorFile)): Model<StateV2> {
  const learn = (state: StateV2, observation: Observation) => learnReading(state, readingOf(observation), prior);
  return {
    initialState: () => startState(prior),
    learn,
    predict: (state, observation) => learn(structuredClone(state), observation),
  };
}

function learnReading(state: StateV2, reading: Reading, prior: Prior): ModelOutput {
  if (!(reading.time > state.time)) return { horizons: [], anomalies: [] };
  const verdict = judge(state.check, state.intervals, reading);
  const taken = { ...reading, temperature: verdict.temperature };
  learnOutcomes(state, taken, verdict.trusted);
  learnSurroundings(state, taken, verdict.trusted, prior);
  const sample = makeSample(state, situationOf(state, taken));
  keepSample(state, sample, verdict.trusted, prior);
  if (verdict.trusted) state.check.believed = sample;
  state.time = reading.time;
  return { horizons: forecastOf(state, sample), anomalies: verdict.suspects };
}

/** Scores the forecasts that came due by what was read. */
function learnOutcomes(state: StateV2, { time, temperature, word }: Reading, trusted: boolean): void {
  if (trusted) {
    const { believed } = state.check;
    const before = { time: believed?.time ?? Number.NEGATIVE_INFINITY, value: believed?.temperature ?? Number.NaN };
    settleTemperature(state, before, { time, value: temperature });
  }
  if (word < 0) return;
  settleCondition(state, { time: state.wordTime, value: state.word }, { time, value: word });
  state.word = word;
  state.wordTime = time;
}

/** Running means, and the latest value of each channel. */
function learnSurroundings(state: StateV2, reading: Reading, trusted: boolean, prior: Prior): void {
  const elapsed = Math.max(0, Math.min(dayOfHours, (reading.time - state.time) / hour));
  channels.forEach((channel, index) => {
    if (Number.isFinite(reading[channel]) && (channel !== 'temperature' || trusted)) {
      state.latest[index] = reading[channel];
    }
  });
  if (Number.isFinite(reading.pressure)) {
    const share = 1 - Math.exp(-elapsed / (10 * dayOfHours));
    const before = Number.isFinite(state.pressureMean) ? state.pressureMean : standardPressure;
    state.pressureMean = before + share * (reading.pressure - before);
  }
  if (Number.isFinite(reading.precipitation)) {
    state.wetness += (1 - Math.exp(-elapsed / 6)) * ((reading.precipitation > 0 ? 1 : 0) - state.wetness);
  }
  if (!trusted) return;
  const { time, longitude, temperature } = reading;
  if (Number.isNaN(state.mean.time)) startMean(state.mean, time, longitude, temperature, prior.diurnalShape);
  else updateMean(state.mean, time, longitude, temperature);
}
/** Mean pressure at sea level in hPa, in the eastern United States. */
const standardPressure = 1016;

function situationOf(state: StateV2, reading: Reading): Situation {
  const now = state.latest.slice();
  now[0] = reading.temperature;
  const lagged = new Float64Array(lags.length * channels.length);
  fillLagged(lagged, lags, state.track, reading.time, now);
  const { time, latitude, longitude, humidity, visibility, precipitation } = reading;
  const { mean, pressureMean, wetness } = state;
  return { time, latitude, longitude, now, lagged, mean, pressureMean, humidity, visibility, precipitation, wetness };
}

/** Keeps about one sample an hour; one with a believed temperature also enters the track and the regressions. */
function keepSample(state: StateV2, sample: Sample, trusted: boolean, prior: Prior): void {
  const { samples } = state;
  const newest = samples.ring[(samples.next + samples.ring.length - 1) % samples.ring.length]!;
  if (sample.time - newest.time < spacing) return;
  samples.ring[samples.next] = sample;
  samples.next = (samples.next + 1) % samples.ring.length;
  sample.trusted = trusted;
  if (!trusted) return;
  if (sample.time - newestTime(state.track) >= spacing) append(state.track, sample.time, state.latest);
  takeSample(state.regression, sample.features, sample.gain, tuning.forgetting, prior.regression);
  const short = sample.features.subarray(0, shortCount);
  takeSample(state.shortRegression, short, sample.shortGain, tuning.forgetting, prior.shortRegression);
}
