import { expect, test } from 'vitest';
import { formatAge, formatCompass, formatDayTime, formatNumber, formatShare, formatTemperature } from './format.ts';

test('temperatures always have the width of five digits and a true minus sign', () => {
  expect([9.84, -12.25, 0.04, -0.04, null].map((value) => formatTemperature(value))).toEqual([
    '\u2007\u20079.8',
    '−12.3',
    '\u2007\u20070.0',
    '\u2007\u20070.0',
    '\u2007\u2007\u2007\u2007–',
  ]);
});

test('a change carries its sign', () => {
  expect([1.5, -1.5, 0].map((value) => formatNumber(value, { sign: true }))).toEqual(['+1.5', '−1.5', '±0.0']);
});

test('times are in UTC, shares in percent, ages as people say them', () => {
  expect(formatDayTime(Date.parse('2013-07-01T05:00:00Z'))).toBe('Mon 1 Jul 05:00');
  expect(formatShare(0.5)).toBe('\u200750 %');
  expect([4000, 130_000, 3 * 3_600_000].map(formatAge)).toEqual(['4 s', '2 min', '3 h']);
  expect([0, 350, 90, null].map(formatCompass)).toEqual(['N', 'N', 'E', '–']);
});
