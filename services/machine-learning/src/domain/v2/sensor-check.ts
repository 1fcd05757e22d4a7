import { forecastHorizons } from '@weather/contracts';
import type { SuspectReading } from '../model.ts';
import { meanAt, type DiurnalMean } from './diurnal-mean.ts';
import type { Reading } from './reading.ts';
import type { Sample } from './samples.ts';
import { impliedTemperature } from './humidity.ts';

const hour = 3_600_000;
/** Spreads from the forecast beyond which a reading is a spike: when humidity confirms it, contradicts it, or is silent. */
const limits = { confirmed: 14, contradicted: 3.5, silent: 6.5 };
/** Cel between thermometer and hygrometer: up to the first they agree, beyond the second they do not. */
const agreement = 0.4;
const contradiction = 0.8;
/** So many readings in a row far off are a new level, and so many contradicted ones a broken thermometer. */
const persistent = 3;
/** Cel by which a contradiction that begins at once is told from one that grew. */
const sudden = 3;
/** The same reading so often and so long is a stuck sensor; fewer do when the hour or the humidity says it must move. */
const stuck = { readings: 9, hours: 7, evidentReadings: 5, evidentHours: 3.5, movement: 3.5, contradiction: 1.2 };
/** Hours for which a forecast stands in for a reading that is missing. */
const standsIn = 3;
/** A spread in Cel is at least this: readings are rounded. */
const leastSpread = 0.3;

/** What the checks of a thermometer remember. */
export interface SensorCheck {
  /** The last reading that was believed, with its forecasts. */
  believed: Sample | undefined;
  /** Readings in a row too far above (positive) or below (negative) the forecast. */
  apart: number;
  /** Readings in a row contradicted by humidity, signed, and the first contradiction in Cel. */
  contradicted: number;
  firstContradiction: number;
  /** The run of equal readings: value, how many, since when, and the contradiction at its start. */
  run: { value: number; count: number; since: number; contradiction: number };
}

export interface Verdict {
  suspects: SuspectReading[];
  /** Temperature in Cel to forecast from; NaN when there is none. */
  temperature: number;
  /** Whether that is the measured one, to be learnt from. */
  trusted: boolean;
}

export function startSensorCheck(): SensorCheck {
  const run = { value: Number.NaN, count: 0, since: 0, contradiction: 0 };
  return { believed: undefined, apart: 0, contradicted: 0, firstContradiction: 0, run };
}

/** What was to be expected at the reading's time. */
interface Expectation {
  mean: number;
  spread: number;
  /** Hours since the reading that it was made from. */
  elapsed: number;
}

/**
 * Judges a temperature by the model's own forecast (spikes, jumps), by its persistence (stuck) and by what dew point
 * and humidity say (drifts). A spike or a stuck reading is not believed: the forecast takes its place. A level that
 * persists is believed again, since it may be the weather.
 */
export function checkReading(check: SensorCheck, reading: Reading, mean: DiurnalMean): Verdict {
  const expected = expectationAt(check.believed, reading.time);
  const { temperature } = reading;
  if (!Number.isFinite(temperature)) {
    const standIn = expected !== undefined && expected.elapsed <= standsIn ? expected.mean : Number.NaN;
    return { suspects: [], temperature: standIn, trusted: false };
  }
  const gap = temperature - impliedTemperature(reading.dewPoint, reading.humidity);
  followContradiction(check, gap);
  followRun(check, reading, gap);
  if (isStuck(check, reading, gap, mean))
    return doubted('stuck', check.run.count, temperature, expected, limits.silent);
  const limit = Number.isNaN(gap) ? limits.silent : limitFor(Math.abs(gap));
  const departure = expected === undefined ? 0 : (temperature - expected.mean) / expected.spread;
  if (Math.abs(departure) > limit) {
    check.apart =
      Math.sign(departure) === Math.sign(check.apart) ? check.apart + Math.sign(departure) : Math.sign(departure);
    if (Math.abs(check.apart) < persistent) return doubted('spike', Math.abs(departure), temperature, expected, limit);
    check.apart = 0;
    return believed(suspect('jump', Math.abs(departure), temperature, expected, limit), temperature);
  }
  check.apart = 0;
  if (Math.abs(check.contradicted) < persistent) return { suspects: [], temperature, trusted: true };
  const kind = Math.abs(check.firstContradiction) > sudden ? 'jump' : 'drift';
  const range = { lower: temperature - gap - contradiction, upper: temperature - gap + contradiction };
  return believed({ kind, score: Math.abs(gap) / contradiction, value: temperature, expected: range }, temperature);
}

function limitFor(gap: number): number {
  if (gap > contradiction) return limits.contradicted;
  return gap <= agreement ? limits.confirmed : limits.silent;
}

function believed(reading: SuspectReading, temperature: number): Verdict {
  return { suspects: [reading], temperature, trusted: true };
}

function doubted(
  kind: 'spike' | 'stuck',
  score: number,
  temperature: number,
  expected: Expectation | undefined,
  limit: number,
): Verdict {
  const suspects = [suspect(kind, score, temperature, expected, limit)];
  return { suspects, temperature: expected?.mean ?? temperature, trusted: false };
}

function suspect(
  kind: SuspectReading['kind'],
  score: number,
  value: number,
  expected: Expectation | undefined,
  limit: number,
): SuspectReading {
  const centre = expected?.mean ?? value;
  const width = limit * (expected?.spread ?? 0);
  return { kind, score, value, expected: { lower: centre - width, upper: centre + width } };
}

/** The last believed forecast, between its horizons; undefined when it is too old. */
function expectationAt(sample: Sample | undefined, time: number): Expectation | undefined {
  if (sample === undefined) return undefined;
  const elapsed = (time - sample.time) / hour;
  const next = forecastHorizons.findIndex((hours) => elapsed <= hours);
  if (next < 0) return undefined;
  const start = next === 0 ? 0 : forecastHorizons[next - 1]!;
  const share = (elapsed - start) / (forecastHorizons[next]! - start);
  const from = next === 0 ? sample.temperature : sample.means[next - 1]!;
  const spreadFrom = next === 0 ? leastSpread : sample.spreads[next - 1]!;
  const mean = from + share * (sample.means[next]! - from);
  const spread = spreadFrom + share * (sample.spreads[next]! - spreadFrom);
  return { mean, spread: Math.max(leastSpread, spread), elapsed };
}

function followContradiction(check: SensorCheck, gap: number): void {
  if (Number.isNaN(gap)) return;
  const sign = Math.abs(gap) > contradiction ? Math.sign(gap) : 0;
  if (sign === 0 || sign !== Math.sign(check.contradicted)) {
    check.contradicted = 0;
    check.firstContradiction = gap;
  }
  check.contradicted += sign;
}

function followRun(check: SensorCheck, { temperature, time }: Reading, gap: number): void {
  if (temperature !== check.run.value) check.run = { value: temperature, count: 0, since: time, contradiction: gap };
  check.run.count++;
}

function isStuck({ run }: SensorCheck, { time, longitude }: Reading, gap: number, mean: DiurnalMean): boolean {
  const hours = (time - run.since) / hour;
  if (run.count >= stuck.readings && hours >= stuck.hours) return true;
  if (run.count < stuck.evidentReadings || hours < stuck.evidentHours) return false;
  // NaN, where there is no humidity, is no evidence.
  if (Math.abs(gap - run.contradiction) > stuck.contradiction) return true;
  const movement = Math.abs(meanAt(mean, time, longitude) - meanAt(mean, run.since, longitude));
  return !(Math.abs(gap) <= agreement) && movement > stuck.movement;
}
