import { expect, test } from 'vitest';
import { declination, solarHour } from './sun.ts';

const degrees = 180 / Math.PI;

test('the sun stands over the tropics at the solstices and over the equator at the equinoxes', () => {
  expect(declination(Date.UTC(2013, 5, 21)) * degrees).toBeCloseTo(23.4, 0);
  expect(declination(Date.UTC(2013, 11, 21)) * degrees).toBeCloseTo(-23.4, 0);
  expect(Math.abs(declination(Date.UTC(2013, 2, 20)) * degrees)).toBeLessThan(1.5);
});

test('solar time goes with the longitude and stays within a day', () => {
  const noon = Date.UTC(2013, 5, 21, 12);
  expect(solarHour(noon, 0)).toBeCloseTo(12, 9);
  expect(solarHour(noon, -75)).toBeCloseTo(7, 9);
  expect(solarHour(noon, -180)).toBeCloseTo(0, 9);
  expect(solarHour(noon, 180)).toBeCloseTo(0, 9);
});
