import { forecastHorizons } from '@weather/contracts';
import { impliedTemperature } from '../detectors/implied-temperature.ts';
import { checkThermometer, startThermometer, type ThermometerState } from '../detectors/thermometer-check.ts';
import type { SuspectReading } from '../model.ts';
import { bounds, type Interval } from './interval.ts';
import type { Reading } from './reading.ts';
import type { Sample } from './samples.ts';

const hour = 3_600_000;
/** Hours for which a forecast stands in for a reading that is missing. */
const standsIn = 3;
/** Readings are rounded: even at once, half the width of an interval is no less than this share of an hour's. */
const leastShare = 0.4;

/** What the checks of a station's thermometer remember. */
export interface SensorCheck {
  /** The last temperature that was learnt from, with its forecasts. */
  believed: Sample | undefined;
  thermometer: ThermometerState;
}

export function startSensorCheck(): SensorCheck {
  return { believed: undefined, thermometer: startThermometer() };
}

export interface Verdict {
  suspects: SuspectReading[];
  /** Temperature in Cel to forecast from; NaN when there is none. */
  temperature: number;
  /** Whether it was measured, by the thermometer or by the hygrometer, so that it can be learnt from. */
  trusted: boolean;
}

/**
 * What to take for the temperature of a reading. One that is not believed gives way to what dew point and humidity
 * tell, or to the forecast; so does a missing one, for a while. `intervals` are the station's, one for each horizon.
 */
export function judge(
  { believed: sample, thermometer }: SensorCheck,
  intervals: readonly Interval[],
  { time, temperature, dewPoint, humidity }: Reading,
): Verdict {
  const expected = expectedAt(intervals, sample, time);
  if (!Number.isFinite(temperature)) {
    const isRecent = sample !== undefined && time - sample.time <= standsIn * hour;
    return { suspects: [], temperature: (isRecent ? expected?.mean : undefined) ?? Number.NaN, trusted: false };
  }
  const implied = impliedTemperature(dewPoint, humidity);
  const { suspects, believed, trusted } = checkThermometer(thermometer, {
    time,
    value: temperature,
    implied,
    expected,
  });
  // A doubt without a name may as well be the hygrometer's fault.
  if (trusted || suspects.length === 0) return { suspects, temperature, trusted: true };
  return { suspects, temperature: believed, trusted: Number.isFinite(implied) };
}

/** The last forecast with its interval, between its horizons; undefined when it does not reach so far. */
function expectedAt(intervals: readonly Interval[], sample: Sample | undefined, time: number) {
  if (sample === undefined) return undefined;
  const lead = (time - sample.time) / hour;
  const next = forecastHorizons.findIndex((hours) => lead <= hours);
  if (next < 0) return undefined;
  const ahead = halfWidths(intervals, sample, next);
  if (next === 0) {
    const mean = sample.temperature + lead * (sample.means[0]! - sample.temperature);
    const share = Math.max(leastShare, Math.sqrt(lead));
    return { mean, lower: mean - share * ahead.below, upper: mean + share * ahead.above };
  }
  const start = forecastHorizons[next - 1]!;
  const share = (lead - start) / (forecastHorizons[next]! - start);
  const behind = halfWidths(intervals, sample, next - 1);
  const mean = between(sample.means[next - 1]!, sample.means[next]!, share);
  const lower = mean - between(behind.below, ahead.below, share);
  return { mean, lower, upper: mean + between(behind.above, ahead.above, share) };
}

function between(from: number, to: number, share: number): number {
  return from + share * (to - from);
}

/** Cel from the mean of a horizon down and up to the ends of its interval. */
function halfWidths(intervals: readonly Interval[], sample: Sample, horizon: number): { below: number; above: number } {
  const { lower, upper } = bounds(intervals[horizon]!, 0, sample.spreads[horizon]!);
  return { below: -lower, above: upper };
}
