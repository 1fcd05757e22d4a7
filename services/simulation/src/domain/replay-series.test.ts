import { describe, expect, test } from 'vitest';
import { replaySeries } from './replay-series.ts';

const station = { id: 'JFK', name: 'JFK', latitude: 40.6, longitude: -73.8, elevation: 4 };
const start = Date.UTC(2013, 0, 1);
const temperature = (value: number) => ({ air_temperature: { value, unit: 'Cel' as const } });

describe('replay', () => {
  const archived = [
    { time: start, result: temperature(1) },
    { time: start + 3_600_000, result: { wind_speed: { value: 3, unit: 'm/s' as const } } },
    { time: start + 7_200_000, result: temperature(2) },
  ];

  test('starts over after the last row, a year of 365 days later', () => {
    const readings = replaySeries(station, archived, 'weather').from(3);
    expect(readings.next().value).toEqual({ sequence: 3, time: start + 7_200_000, result: temperature(2) });
    expect(readings.next().value).toEqual({ sequence: 4, time: Date.UTC(2014, 0, 1), result: temperature(1) });
  });

  test('leaves out rows that hold nothing the mode reports', () => {
    const readings = replaySeries(station, archived, 'temperature').from(1);
    expect([1, 2, 3].map(() => readings.next().value.time)).toEqual([start, start + 7_200_000, Date.UTC(2014, 0, 1)]);
  });

  test('keeps to years of four digits for ever', () => {
    const { time } = replaySeries(station, archived, 'weather').from(999_999_999_999).next().value;
    expect(new Date(time).getUTCFullYear()).toBeLessThan(10_000);
  });
});
