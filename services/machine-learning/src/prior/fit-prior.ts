import { forecastHorizons, type Observation } from '@weather/contracts';
import { featureCount, shortCount } from '../domain/v2/features.ts';
import { createModelV2 } from '../domain/v2/model-v2.ts';
import { priorFrom, type PriorFile } from '../domain/v2/prior.ts';
import { conditionCount, spreadCount, type Sample } from '../domain/v2/samples.ts';
import { solarHour } from '../domain/v2/sun.ts';
import { weatherConditionWords } from '@weather/contracts';
import { addOuter, cholesky, inverse, leastDeviations, type Point } from './least-squares.ts';

const hour = 3_600_000;
/** Ridge on the regressors, and the share of the fitted period's information that a new station starts from. */
const ridge = 60;
const trust = 0.5;
/** Rounds of reweighting for least deviations. */
const rounds = 3;
/** Passes over the period by which what is not least squares is learnt. */
const passes = 3;

export type Fitted = Omit<PriorFile, 'fittedOn'>;

/** Fits what v2 starts from on series of observations, one series per station, each in order of time. */
export function fitPrior(series: readonly Observation[][]): Fitted {
  const blank = blankPrior(diurnalShape(series));
  const samples = series.map((observations) => samplesOf(observations, blank));
  const fitted = {
    ...blank,
    regression: fitRegression(samples, featureCount),
    shortRegression: fitRegression(samples, shortCount),
  };
  return rounded(learnRest(fitted, series));
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function blankRegression(size: number): PriorFile['regression'] {
  return { covariance: zeros((size * (size + 1)) / 2), weights: zeros(size * forecastHorizons.length) };
}

function blankPrior(shape: number[]): Fitted {
  return {
    diurnalShape: shape,
    regression: blankRegression(featureCount),
    shortRegression: blankRegression(shortCount),
    intervals: forecastHorizons.map((hours) => ({
      spread: [Math.log(0.5 + 0.7 * Math.sqrt(hours)), ...zeros(spreadCount - 1)],
      quantiles: [-2, 2],
    })),
    chains: forecastHorizons.map(() => zeros(weatherConditionWords.length * conditionCount)),
  };
}

/** Mean departure of each solar hour from its day's mean. */
function diurnalShape(series: readonly Observation[][]): number[] {
  const sums = new Float64Array(24);
  const counts = new Float64Array(24);
  for (const { phenomenonTime, station, result } of series.flat()) {
    if (result.air_temperature === undefined) continue;
    const bin = Math.round(solarHour(Date.parse(phenomenonTime), station.longitude)) % 24;
    sums[bin]! += result.air_temperature.value;
    counts[bin]!++;
  }
  const means = Array.from(sums, (sum, bin) => sum / Math.max(1, counts[bin]!));
  const all = means.reduce((sum, mean) => sum + mean, 0) / 24;
  return means.map((mean) => mean - all);
}

/** The samples that the model makes of a series, by time. */
function samplesOf(observations: readonly Observation[], prior: Fitted): Map<number, Sample> {
  const model = createModelV2(priorFrom(prior));
  const state = model.initialState();
  const samples = new Map<number, Sample>();
  for (const observation of observations) {
    model.learn(state, observation, '');
    const newest = state.samples.ring.at(state.samples.next - 1)!;
    if (newest.trusted) samples.set(newest.time, newest);
  }
  return samples;
}

function fitRegression(samples: readonly Map<number, Sample>[], size: number): PriorFile['regression'] {
  const weights = forecastHorizons.flatMap((hours) => {
    const points = samples.flatMap((ofStation) => pointsOf(ofStation, hours * hour));
    return Array.from(leastDeviations(points, size, ridge, rounds));
  });
  const gram = new Float64Array((size * (size + 1)) / 2);
  for (const sample of samples.flatMap((ofStation) => [...ofStation.values()])) {
    addOuter(gram, sample.features.subarray(0, size), trust);
  }
  return { covariance: Array.from(inverse(cholesky(gram, size, ridge), size)), weights };
}

function pointsOf(samples: Map<number, Sample>, ahead: number): Point[] {
  return [...samples].flatMap(([time, sample]) => {
    const outcome = samples.get(time + ahead);
    return outcome === undefined
      ? []
      : [{ x: withoutConstant(sample.features), y: outcome.temperature - sample.temperature }];
  });
}

/**
 * The regressors with the constant taken out. A half year that only warms would make the constant promise warming,
 * in autumn too; the regressor of the season's trend takes its part, and changes its sign when the year turns.
 */
function withoutConstant(features: Float32Array): Float32Array {
  const x = features.slice();
  x[0] = 0;
  return x;
}

/** Spreads, quantiles and chains: what the model itself has learnt after passes over the period. */
function learnRest(fitted: Fitted, series: readonly Observation[][]): Fitted {
  const prior = priorFrom(fitted);
  for (const observations of Array.from({ length: passes }, () => series).flat()) {
    const model = createModelV2(prior);
    const state = model.initialState();
    for (const observation of observations) model.learn(state, observation, '');
    prior.intervals = state.intervals;
    prior.chains = state.chains;
  }
  const intervals = prior.intervals.map(({ spread, quantiles }) => ({
    spread: Array.from(spread),
    quantiles: Array.from(quantiles),
  }));
  return { ...fitted, intervals, chains: prior.chains.map((chain) => Array.from(chain)) };
}

/** Seven digits, which is more than the fit is worth and makes the file readable. */
function rounded(fitted: Fitted): Fitted {
  return JSON.parse(
    JSON.stringify(fitted, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)),
  ) as Fitted;
}
