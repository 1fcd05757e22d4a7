import { expect, test } from 'vitest';
import { append, emptyTrack, fillLagged } from './track.ts';

const hour = 3_600_000;
const reading = (temperature: number) => Float64Array.of(temperature, Number.NaN, 1000, 0, 0);

function temperatureAgo(hours: number[], lag: number, time: number): number {
  const track = emptyTrack();
  for (const at of hours) append(track, at * hour, reading(at));
  const result = new Float64Array(5);
  fillLagged(result, [lag], track, time * hour, reading(time));
  return result[0]!;
}

test('a reading from hours ago is found, between readings interpolated, before the first the first', () => {
  const hours = Array.from({ length: 60 }, (_, index) => index);
  expect(temperatureAgo(hours, 24, 60)).toBe(36);
  expect(temperatureAgo(hours, 1, 60)).toBe(59);
  expect(temperatureAgo(hours, 1, 59.5)).toBeCloseTo(58.5, 9);
  expect(temperatureAgo([0, 1, 2, 8], 3, 9)).toBe(6);
  expect(temperatureAgo([7, 8], 24, 9)).toBe(7);
  expect(temperatureAgo([], 3, 9)).toBe(9);
});
