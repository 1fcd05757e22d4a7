import { expect, test } from 'vitest';
import { bounds, observeError, spreadOf, type Interval } from './interval.ts';

const z = Float32Array.of(1);
const rates = { quantile: 0.02, spread: 0.002 };

/** Share of errors within the interval, while it learns from them. */
function coverage(interval: Interval, count: number, error: (index: number) => number): number {
  let covered = 0;
  for (let index = 0; index < count; index++) {
    const spread = spreadOf(interval, z);
    const { lower, upper } = bounds(interval, 0, spread);
    const outcome = error(index);
    if (outcome >= lower && outcome <= upper) covered++;
    observeError(interval, z, spread, outcome, rates);
  }
  return covered / count;
}

/** A number that looks random, in [0, 1). */
function lot(index: number): number {
  return Math.abs(Math.sin(index * 78.233) * 43758.5453) % 1;
}

function start(): Interval {
  return { spread: Float64Array.of(0), quantiles: Float64Array.of(-2, 2) };
}

test('nine in ten outcomes fall within, also after errors grow fivefold and lean to one side', () => {
  const interval = start();
  expect(coverage(interval, 3000, (index) => lot(index) - 0.5)).toBeCloseTo(0.9, 1);
  expect(coverage(interval, 3000, (index) => 5 * (lot(index) - 0.2))).toBeCloseTo(0.9, 1);
  expect(coverage(interval, 1000, (index) => 5 * (lot(index) - 0.2))).toBeCloseTo(0.9, 1);
});

test('the mean is within, even when all errors are on one side', () => {
  const interval = start();
  coverage(interval, 2000, () => 3);
  const { lower, upper } = bounds(interval, 10, spreadOf(interval, z));
  expect(lower).toBeLessThanOrEqual(10);
  expect(upper).toBeGreaterThanOrEqual(10);
});

test('no error makes it infinite', () => {
  const interval = start();
  coverage(interval, 500, (index) => (index % 2 === 0 ? 300 : -300));
  expect(Number.isFinite(spreadOf(interval, z))).toBe(true);
});
