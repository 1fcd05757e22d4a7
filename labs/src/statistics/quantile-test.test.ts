import { describe, expect, it } from 'vitest';
import { binomialPower } from './binomial-region.ts';
import { quantileTest, sampleQuantile } from './quantile-test.ts';

const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('quantile test', () => {
  it('is the sign test where the share is one half: of 20, 15 are the most at 2.5 % (tables of the binomial)', () => {
    expect(quantileTest(oneTo(20), { bound: 6, share: 0.5, alpha: 0.025 })).toEqual({
      above: 14,
      most: 14,
      holds: true,
    });
    expect(quantileTest(oneTo(20), { bound: 5, share: 0.5, alpha: 0.025 })).toEqual({
      above: 15,
      most: 14,
      holds: false,
    });
  });

  it('counts what lies above, not what lies on the bound', () => {
    expect(quantileTest([5, 5, 5, 6], { bound: 5, share: 0.5, alpha: 0.1 }).above).toBe(1);
  });

  it('allows what the exact one-sided binomial test allows', () => {
    for (const n of [30, 50, 80, 200])
      for (const share of [0.1, 0.25, 0.5]) {
        const { most } = quantileTest(oneTo(n), { bound: 0, share, alpha: 1e-4 });
        expect(binomialPower({ n, p: share, region: { low: 0, high: most } })).toBeLessThanOrEqual(1e-4);
        expect(binomialPower({ n, p: share, region: { low: 0, high: most - 1 } })).toBeGreaterThan(1e-4);
      }
  });

  it('wants values, and rates between 0 and 1', () => {
    expect(() => quantileTest([], { bound: 0, share: 0.5, alpha: 0.1 })).toThrow(RangeError);
    expect(() => quantileTest([1], { bound: 0, share: 1, alpha: 0.1 })).toThrow('share');
    expect(() => quantileTest([1], { bound: 0, share: 0.5, alpha: 0 })).toThrow('alpha');
  });
});

describe('sample quantile', () => {
  it('is one of the values, by rank', () => {
    expect(sampleQuantile([9, 1, 5], 0.5)).toBe(5);
    expect(sampleQuantile([4, 3, 2, 1], 0.5)).toBe(2);
    expect(sampleQuantile(oneTo(100), 0.95)).toBe(95);
    expect(sampleQuantile([7], 0.01)).toBe(7);
    expect(() => sampleQuantile([], 0.5)).toThrow('no values');
  });
});
