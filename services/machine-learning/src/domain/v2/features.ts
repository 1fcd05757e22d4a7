import { meanAt } from './diurnal-mean.ts';
import { change, past, type Situation } from './situation.ts';
import { declination, solarHour, yearAngle } from './sun.ts';

const hour = 3_600_000;
/** Beyond this, in its scale, a regressor says no more. */
const limit = 6;

/** Regressors in all, and how many of the first make up the short list. */
export const featureCount = 74;
export const shortCount = 25;

/** Sine and cosine of the day and of half the day, and the departure from the running mean of the hour. */
interface Frame {
  sin: number;
  cos: number;
  sin2: number;
  cos2: number;
  angle: number;
  hourMean: number;
  anomaly: number;
  gap: number;
  speed: number;
}

/**
 * The regressors of every horizon, scaled to be near [-3, 3] so that one ridge fits all. What was not measured is
 * 0, about its mean. The short list comes first.
 */
export function fillFeatures(x: Float32Array, situation: Situation): void {
  const angle = (solarHour(situation.time, situation.longitude) / 24) * 2 * Math.PI;
  const hourMean = meanAt(situation.mean, situation.time, situation.longitude);
  const temperature = past(situation, 'temperature', 0);
  const frame: Frame = {
    angle,
    sin: Math.sin(angle),
    cos: Math.cos(angle),
    sin2: Math.sin(2 * angle),
    cos2: Math.cos(2 * angle),
    hourMean,
    anomaly: bounded((temperature - hourMean) / 5),
    gap: bounded((temperature - past(situation, 'dewPoint', 0) - 8) / 6),
    speed: bounded((Math.hypot(past(situation, 'windEast', 0), past(situation, 'windNorth', 0)) - 5) / 3),
  };
  const values: number[] = [];
  for (const put of [putShortList, putCourseOfDay, putChanges, putMoisture, putWindAndRain])
    put(values, situation, frame);
  for (let index = 0; index < x.length; index++) x[index] = bounded(values[index]!);
}

function bounded(value: number): number {
  return Number.isFinite(value) ? Math.max(-limit, Math.min(limit, value)) : 0;
}

function putShortList(values: number[], s: Situation, { sin, cos, sin2, cos2, hourMean, anomaly, gap }: Frame): void {
  const ahead = (hours: number) => (meanAt(s.mean, s.time + hours * hour, s.longitude) - hourMean) / 4;
  values.push(1, sin, cos, sin2, cos2);
  values.push(anomaly, ahead(1), ahead(3), ahead(6), ahead(12), ahead(18));
  values.push(gap, (s.humidity - 65) / 20, change(s, 'dewPoint', 3, 0) / 2);
  values.push((past(s, 'pressure', 0) - s.pressureMean) / 8, change(s, 'pressure', 3, 1) / 1.5);
  values.push(change(s, 'pressure', 12, 6) / 4, past(s, 'windEast', 0) / 5, past(s, 'windNorth', 0) / 5);
  values.push(change(s, 'temperature', 1, 0) / 1.5, change(s, 'temperature', 2, 1) / 1.5);
  values.push(change(s, 'temperature', 6, 4) / 3, change(s, 'temperature', 24, 23) / 1.5, s.wetness * 2);
  // How fast the season warms: most three months after the coldest days, about 22 January in the north.
  values.push(Math.sin(yearAngle(s.time) - 0.38) * Math.sign(s.latitude || 1));
}

/** The shape of the day, which changes with the season: the sun's declination moves its harmonics. */
function putCourseOfDay(
  values: number[],
  s: Situation,
  { angle, sin, cos, sin2, cos2, anomaly, hourMean }: Frame,
): void {
  const season = declination(s.time) * Math.sign(s.latitude || 1) * 2.4;
  values.push(Math.sin(3 * angle), Math.cos(3 * angle), Math.sin(4 * angle), Math.cos(4 * angle));
  values.push(season * sin, season * cos, season * sin2, season * cos2);
  values.push(anomaly * sin, anomaly * cos, anomaly * sin2, anomaly * cos2, (hourMean - s.mean.slow[1]!) / 4);
}

function putChanges(values: number[], s: Situation, { sin, cos, sin2, cos2 }: Frame): void {
  const last = change(s, 'temperature', 1, 0) / 1.5;
  values.push(change(s, 'temperature', 3, 2) / 1.5, change(s, 'temperature', 4, 3) / 1.5);
  values.push(change(s, 'temperature', 9, 6) / 4, change(s, 'temperature', 12, 9) / 4);
  values.push(change(s, 'temperature', 15, 12) / 4, change(s, 'temperature', 18, 15) / 4);
  values.push(change(s, 'temperature', 21, 18) / 4, change(s, 'temperature', 23, 21) / 3);
  values.push(last * sin, last * cos, last * sin2, last * cos2);
}

function putMoisture(values: number[], s: Situation, { sin, cos, sin2, cos2, gap }: Frame): void {
  values.push(change(s, 'dewPoint', 12, 3) / 4, change(s, 'dewPoint', 24, 0) / 6);
  values.push(gap * sin, gap * cos, gap * sin2, gap * cos2);
  values.push(change(s, 'pressure', 1, 0), change(s, 'pressure', 6, 3) / 2, change(s, 'pressure', 24, 12) / 6);
}

function putWindAndRain(values: number[], s: Situation, { sin, cos, speed }: Frame): void {
  const east = bounded(past(s, 'windEast', 0) / 5);
  const north = bounded(past(s, 'windNorth', 0) / 5);
  const meanOf = (channel: 'windEast' | 'windNorth') =>
    (past(s, channel, 3) + past(s, channel, 6) + past(s, channel, 12)) / 12;
  values.push(speed, change(s, 'windEast', 3, 0) / 3, change(s, 'windNorth', 3, 0) / 3);
  values.push(meanOf('windEast'), meanOf('windNorth'), east * sin, east * cos, north * sin, north * cos);
  values.push(speed * sin, speed * cos);
  values.push(s.precipitation > 0 ? 1 : 0, (16 - s.visibility) / 8, s.wetness * sin * 2, s.wetness * cos * 2);
}
