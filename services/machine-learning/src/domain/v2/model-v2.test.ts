import { isDeepStrictEqual } from 'node:util';
import { forecastSchema, observationSchema, weatherConditionWords } from '@weather/contracts';
import { weatherCondition, type Observation } from '@weather/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createModelV2 } from './model-v2.ts';

const station = { id: 'X', name: 'X', latitude: 40.7, longitude: -74, elevation: 5 };
const hour = 3_600_000;
const start = Date.UTC(2020, 0, 1);
const model = createModelV2();

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** Anything that the contract lets through, at any distance in time, forwards or back. */
const anyObservations = fc.array(
  fc.record({
    step: fc.oneof(fc.constant(hour), fc.constant(600_000), fc.integer({ min: -2 * hour, max: 400 * hour })),
    latitude: number(-90, 90),
    temperature: optional(fc.oneof(number(-150, 150), number(10, 12))),
    dewPoint: optional(number(-150, 150)),
    humidity: optional(number(0, 120)),
    pressure: optional(number(500, 1200)),
    speed: optional(number(0, 150)),
    precipitation: optional(number(0, 2000)),
    visibility: optional(number(0, 200_000)),
    word: optional(fc.constantFrom(...weatherConditionWords)),
  }),
  { minLength: 1, maxLength: 120 },
);

type Lot = typeof anyObservations extends fc.Arbitrary<(infer T)[]> ? T : never;

function quantity(value: number | undefined, unit: string): { value: number; unit: string } | undefined {
  return value === undefined ? undefined : { value, unit };
}

function observationsFrom(lots: readonly Lot[]): Observation[] {
  let time = start;
  return lots.flatMap((lot) => {
    time += lot.step;
    const result = {
      air_temperature: quantity(lot.temperature, 'Cel'),
      dew_point_temperature: quantity(lot.dewPoint, 'Cel'),
      relative_humidity: quantity(lot.humidity, '%'),
      air_pressure_at_mean_sea_level: quantity(lot.pressure, 'hPa'),
      wind_speed: quantity(lot.speed, 'm/s'),
      precipitation_amount: quantity(lot.precipitation, 'mm'),
      visibility_in_air: quantity(lot.visibility, 'm'),
      weather_condition: lot.word && weatherCondition(lot.word),
    };
    const parsed = observationSchema.safeParse({
      phenomenonTime: new Date(Math.max(0, time)).toISOString(),
      station: { ...station, latitude: lot.latitude },
      result: Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined)),
    });
    return parsed.success ? parsed.data : [];
  });
}

/** A quiet station: a daily wave, every `minutes`. */
function wave(hours: number, minutes = 60): Observation[] {
  return Array.from({ length: (hours * 60) / minutes }, (_, index) => {
    const time = start + index * minutes * 60_000;
    const value = 10 + 6 * Math.sin((time / hour / 24) * 2 * Math.PI) + Math.sin(time / hour / 7);
    return {
      phenomenonTime: new Date(time).toISOString(),
      station,
      result: { air_temperature: { value: Math.round(value * 10) / 10, unit: 'Cel' } },
    };
  });
}

test('whatever is observed, forecasts are finite, ordered and valid by the contract', () => {
  fc.assert(
    fc.property(anyObservations, (lots) => {
      const state = model.initialState();
      for (const observation of observationsFrom(lots)) {
        const { horizons, anomalies } = model.learn(state, observation, 'x');
        const valid = forecastSchema.shape.horizons.or(z.array(z.never()).max(0));
        expect(valid.safeParse(horizons).error).toBeUndefined();
        const temperatures = horizons.flatMap(({ air_temperature }) => air_temperature ?? []);
        expect(temperatures.filter(({ lower, mean, upper }) => !(lower <= mean && mean <= upper))).toEqual([]);
        for (const { score, expected } of anomalies) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(expected.lower).toBeLessThanOrEqual(expected.upper);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('predict says what learn would say and leaves the state as it is; the same input gives the same output', () => {
  fc.assert(
    fc.property(anyObservations, (lots) => {
      const [one, other] = [model.initialState(), model.initialState()];
      for (const observation of observationsFrom(lots).slice(0, 30)) {
        const before = structuredClone(one);
        const predicted = model.predict(one, observation, 'x');
        expect(isDeepStrictEqual(one, before)).toBe(true);
        expect(model.learn(one, observation, 'x')).toEqual(predicted);
        expect(model.learn(other, observation, 'x')).toEqual(predicted);
      }
      expect(isDeepStrictEqual(one, other)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test.each([60, 10, 3 * 60])('a daily wave read every %i minutes is forecast well from its second day', (minutes) => {
  const observations = wave(24 * 20, minutes);
  const byTime = new Map(observations.map((each) => [Date.parse(each.phenomenonTime), each]));
  const state = model.initialState();
  const errors: number[] = [];
  for (const observation of observations) {
    const made = Date.parse(observation.phenomenonTime);
    const forecast = model.learn(state, observation, 'x').horizons[1]!.air_temperature!;
    const outcome = byTime.get(made + 3 * hour)?.result.air_temperature?.value;
    if (outcome !== undefined && made > start + 48 * hour) errors.push(Math.abs(outcome - forecast.mean));
  }
  // Persistence is off by 3 Cel on average.
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(1.5);
});

/** Of the numbers in a state, eight for each that is not in a typed array. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 0);
}

test('memory does not grow', () => {
  const state = model.initialState();
  const sizes = [48, 480].map((hours) => {
    for (const observation of wave(hours, 10)) model.learn(state, observation, 'x');
    return bytesOf(state);
  });
  expect(sizes[0]).toBeLessThan(62_000);
  expect(sizes[1]).toBe(sizes[0]);
});

test('one wild reading is flagged, and hardly moves the next forecast', () => {
  const observations = wave(24 * 5);
  const [clean, hit] = [model.initialState(), model.initialState()];
  for (const observation of observations.slice(0, -2)) {
    model.learn(clean, observation, 'x');
    model.learn(hit, observation, 'x');
  }
  const [last, next] = observations.slice(-2) as [Observation, Observation];
  const wild = { ...last, result: { air_temperature: { value: 45, unit: 'Cel' as const } } };
  expect(model.learn(hit, wild, 'x').anomalies.map(({ kind }) => kind)).toEqual(['spike']);
  expect(model.learn(clean, last, 'x').anomalies).toEqual([]);
  const means = [clean, hit].map((state) => model.learn(state, next, 'x').horizons[0]!.air_temperature!.mean);
  expect(Math.abs(means[0]! - means[1]!)).toBeLessThan(0.3);
});
