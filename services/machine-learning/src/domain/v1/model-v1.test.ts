import { isDeepStrictEqual } from 'node:util';
import { forecastHorizons, type Observation } from '@weather/contracts';
import { expect, test } from 'vitest';
import { createModelV1 } from './model-v1.ts';

const station = { id: 'X', name: 'X', latitude: 40, longitude: -74, elevation: 0 };
const zscore = createModelV1({ anomalyDetector: 'zscore', anomalyPercentage: 5 });

function at(hour: number, value: number | undefined): Observation {
  const air_temperature = value === undefined ? undefined : { value, unit: 'Cel' as const };
  const result = { relative_humidity: { value: 50, unit: '%' as const }, ...(air_temperature && { air_temperature }) };
  return { phenomenonTime: new Date(hour * 3_600_000).toISOString(), station, result };
}

test('the mean of the last readings stands for every hour to come', () => {
  const state = zscore.initialState();
  zscore.learn(state, at(1, 4), 'a');
  zscore.learn(state, at(2, 5), 'b');
  const { horizons } = zscore.learn(state, at(3, 9), 'c');
  expect(horizons.map(({ horizon }) => horizon)).toEqual(forecastHorizons);
  expect(horizons.map(({ air_temperature }) => air_temperature!.mean)).toEqual([6, 6, 6, 6, 6]);
  expect(horizons[4]!.validTime).toBe('1970-01-02T03:00:00Z');
});

test('bands come to hold nine in ten outcomes', () => {
  const state = zscore.initialState();
  let covered = 0;
  let band: { lower: number; upper: number } | undefined;
  for (let hour = 0; hour < 5000; hour++) {
    const value = 10 * (Math.abs(Math.sin(hour * 12.9898) * 43758.5453) % 1);
    if (hour >= 2000 && value >= band!.lower && value <= band!.upper) covered++;
    band = zscore.learn(state, at(hour, value), 'x').horizons[0]!.air_temperature;
  }
  expect(covered / 3000).toBeCloseTo(0.9, 1);
  expect(state.bands.waiting.length).toBeLessThan(30);
});

test('a reading far from the last day is flagged by its z-score, the others are not', () => {
  const state = zscore.initialState();
  for (let hour = 0; hour < 30; hour++) {
    expect(zscore.learn(state, at(hour, 10 + Math.sin(hour)), 'x').anomalies).toEqual([]);
  }
  const [anomaly] = zscore.learn(state, at(30, 25), 'x').anomalies;
  expect(anomaly).toMatchObject({ kind: 'spike', value: 25 });
  expect(anomaly!.expected.upper).toBeLessThan(25);
});

test('at random the set share is flagged, the same on every replica', () => {
  const model = createModelV1({ anomalyDetector: 'random', anomalyPercentage: 20 });
  const flagged = () => {
    const state = model.initialState();
    const hours = Array.from({ length: 2000 }, (_, hour) => hour);
    return hours.filter((hour) => model.learn(state, at(hour, 1), `X-${hour}`).anomalies.length > 0);
  };
  expect(flagged().length / 2000).toBeCloseTo(0.2, 1);
  expect(flagged()).toEqual(flagged());
});

test('no temperature, or an older reading, teaches nothing and is answered with nothing', () => {
  const state = zscore.initialState();
  zscore.learn(state, at(5, 1), 'x');
  const before = structuredClone(state);
  expect(zscore.learn(state, at(6, undefined), 'x')).toEqual({ horizons: [], anomalies: [] });
  expect(zscore.learn(state, at(5, 3), 'x')).toEqual({ horizons: [], anomalies: [] });
  zscore.predict(state, at(7, 3), 'x');
  expect(isDeepStrictEqual(state, before)).toBe(true);
});
