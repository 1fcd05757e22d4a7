import { expect, test } from 'vitest';
import { median, summarize } from './statistics.ts';

test('the median of known numbers', () => {
  expect(median([3, 1, 2])).toBe(2);
});

test('blocks that agree leave no doubt', () => {
  const { mean, lower, upper } = summarize([2, 2, 2, 2]);
  expect([mean, lower, upper].map((value) => value.toFixed(6))).toEqual(['2.000000', '2.000000', '2.000000']);
});

test('the mean is geometric, and the interval holds it and lies within the blocks', () => {
  const { mean, lower, upper } = summarize([0.5, 1, 2, 1]);
  expect(mean).toBeCloseTo(1);
  expect(lower).toBeLessThan(1);
  expect(upper).toBeGreaterThan(1);
  expect(lower).toBeGreaterThanOrEqual(0.5 - 1e-9);
  expect(upper).toBeLessThanOrEqual(2 + 1e-9);
});
