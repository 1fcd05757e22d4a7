import { createHash } from 'node:crypto';
import { eventSchema, type ObservationMode, type WeatherConditionWord } from '@weather/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withFaults } from './faults.ts';
import { observationEvent } from './observation-event.ts';
import { blockLength, type Reading, type Series } from './reading.ts';
import { syntheticSeries } from './synthetic-series.ts';
import { syntheticStations } from './synthetic-stations.ts';

function take(series: Series, from: number, count: number): Reading[] {
  const readings = series.from(from);
  return Array.from({ length: count }, () => readings.next().value);
}

const bytes = (series: Series, from: number, count: number) =>
  take(series, from, count).map((reading) => JSON.stringify(observationEvent(series.station, reading)));

function faultySeries(seed: number, number: number, mode: ObservationMode, faults: number): Series {
  const station = syntheticStations(seed, number)[number - 1]!;
  const series = syntheticSeries(seed, station, mode);
  return faults > 0 ? withFaults(series, seed, faults) : series;
}

const anySeries = fc
  .tuple(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.integer({ min: 1, max: 20 }),
    fc.constantFrom('temperature', 'weather'),
    fc.constantFrom(0, 0.02, 1),
  )
  .map(([seed, number, mode, faults]) => ({ open: () => faultySeries(seed, number, mode as ObservationMode, faults) }));

describe('synthetic series', () => {
  test('the same seed gives the same bytes, from wherever one begins', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: 3 * blockLength }), ({ open }, begin) => {
        const whole = bytes(open(), 1, begin + 20);
        expect(bytes(open(), begin, 21)).toEqual(whole.slice(begin - 1));
      }),
      { numRuns: 40 },
    );
  });

  test('gives the bytes that it gave when this was written', () => {
    // Change this only together with a word in the notes for users: their seeds would mean other weather.
    const digest = createHash('sha256');
    for (const number of [1, 2, 3]) digest.update(bytes(faultySeries(7, number, 'weather', 0.02), 1, 1500).join(''));
    expect(digest.digest('hex')).toBe('a5cac8fc8322351b9e1c7f50fe9864c090e1e4e2be4592a4404866c9b4f950d4');
  });

  test('another seed, another station or another mode gives other bytes', () => {
    const first = bytes(faultySeries(1, 1, 'weather', 0), 1, 3);
    for (const other of [
      faultySeries(2, 1, 'weather', 0),
      faultySeries(1, 2, 'weather', 0),
      faultySeries(1, 1, 'temperature', 0),
    ]) {
      expect(bytes(other, 1, 3)).not.toEqual(first);
    }
  });

  test('every event keeps the contract, however far on and however broken', () => {
    fc.assert(
      fc.property(
        anySeries,
        fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 999_999_999_000 })),
        ({ open }, begin) => {
          const series = open();
          for (const reading of take(series, begin, 30)) {
            expect(eventSchema.safeParse(observationEvent(series.station, reading)).error).toBeUndefined();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('temperature mode leaves wind, rain and condition out', () => {
    const [reading] = take(faultySeries(3, 1, 'temperature', 0), 1, 1);
    expect(Object.keys(reading!.result)).toEqual([
      'air_temperature',
      'dew_point_temperature',
      'relative_humidity',
      'air_pressure_at_mean_sea_level',
    ]);
  });
});

const year = take(faultySeries(11, 1, 'weather', 0), 1, 8760);
const temperature = (reading: Reading) => reading.result.air_temperature!.value;
const word = (reading: Reading) => reading.result.weather_condition!.word;
const month = (reading: Reading) => new Date(reading.time).getUTCMonth();
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOf = (keep: (reading: Reading) => boolean) => mean(year.filter(keep).map(temperature));
const changes = (lag: number) =>
  mean(year.slice(lag).map((reading, at) => Math.abs(temperature(reading) - temperature(year[at]!))));

describe('a synthetic year', () => {
  test('has summer and winter, afternoon and night', () => {
    expect(meanOf((reading) => month(reading) === 6) - meanOf((reading) => month(reading) === 0)).toBeGreaterThan(15);
    const atHour = (utc: number) => meanOf((reading) => new Date(reading.time).getUTCHours() === utc);
    // 20 h UTC is 15 h local solar time, 8 h UTC three in the night.
    expect(atHour(20) - atHour(8)).toBeGreaterThan(3);
  });

  test('is autocorrelated: the next hour is near, the next week is not', () => {
    expect(changes(1)).toBeLessThan(1.5);
    expect(changes(168)).toBeGreaterThan(3);
  });

  test('knows every condition, and each only where it can be', () => {
    const warmest = Math.max(...year.filter((reading) => word(reading) === 'snow').map(temperature));
    const coldest = Math.min(...year.filter((reading) => word(reading) === 'rain').map(temperature));
    expect(warmest).toBeLessThanOrEqual(0.6);
    expect(coldest).toBeGreaterThanOrEqual(0.4);
    const seen = new Set<WeatherConditionWord>(year.map(word));
    expect(seen).toEqual(new Set(['clear', 'cloudy', 'mist', 'fog', 'drizzle', 'rain', 'snow', 'thunderstorm']));
    const humidity = (kind: WeatherConditionWord) =>
      mean(year.filter((reading) => word(reading) === kind).map((reading) => reading.result.relative_humidity!.value));
    expect(humidity('fog')).toBeGreaterThan(humidity('clear') + 20);
  });

  test('never has a dew point above the temperature', () => {
    for (const reading of year)
      expect(reading.result.dew_point_temperature!.value).toBeLessThanOrEqual(temperature(reading));
  });
});
