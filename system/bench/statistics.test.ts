import { expect, test } from 'vitest';
import { blockRatio, geometricMean, median } from './statistics.ts';

test('geometric mean and median of known numbers', () => {
  expect(geometricMean([1, 4, 16])).toBeCloseTo(4);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('blocks that agree leave no doubt', () => {
  const { mean, lower, upper } = blockRatio([2, 2, 2, 2]);
  expect([mean, lower, upper].map((value) => value.toFixed(6))).toEqual(['2.000000', '2.000000', '2.000000']);
});

test('the interval holds the mean and lies within the blocks', () => {
  const { mean, lower, upper } = blockRatio([0.8, 0.9, 1.1, 1.3]);
  expect(lower).toBeLessThan(mean);
  expect(upper).toBeGreaterThan(mean);
  expect(lower).toBeGreaterThanOrEqual(0.8 - 1e-9);
  expect(upper).toBeLessThanOrEqual(1.3 + 1e-9);
});
