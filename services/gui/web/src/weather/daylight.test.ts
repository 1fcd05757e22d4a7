import { expect, test } from 'vitest';
import { isNight } from './daylight.ts';

const newYork = { latitude: 40.64, longitude: -73.78 };

test.each([
  ['2013-07-01T16:00:00Z', newYork, false],
  ['2013-07-01T04:00:00Z', newYork, true],
  ['2013-07-01T23:45:00Z', newYork, false],
  ['2013-01-01T23:45:00Z', newYork, true],
  ['2013-06-21T00:00:00Z', { latitude: 70, longitude: 20 }, false],
  ['2013-12-21T12:00:00Z', { latitude: 70, longitude: 20 }, true],
  ['2013-03-20T00:00:00Z', { latitude: -17, longitude: 178 }, false],
])('%s at %o: night is %s', (time, place, night) => {
  expect(isNight(Date.parse(time), place)).toBe(night);
});
