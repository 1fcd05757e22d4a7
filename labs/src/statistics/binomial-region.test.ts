import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialLowerTail, binomialUpperTail } from './binomial.ts';
import { binomialPower, binomialRegion } from './binomial-region.ts';

const alpha = 1e-4;

describe('binomialRegion', () => {
  it('is that of the table in the research on statistics per lab', () => {
    const table = [
      [0.01, 4000, 18, 67],
      [0.05, 2000, 64, 140],
      [0.1, 2000, 150, 254],
      [0.2, 1000, 152, 251],
      [0.25, 2000, 426, 576],
      [0.5, 2000, 913, 1087],
    ] as const;
    for (const [p, n, low, high] of table) expect(binomialRegion({ n, p, alpha }), `${p}`).toEqual({ low, high });
  });

  it('leaves at most half of alpha on each side, and no narrower region does', () => {
    const trials = fc.record({
      n: fc.integer({ min: 1, max: 3000 }),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      alpha: fc.double({ min: 1e-9, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(trials, (question) => {
        const { low, high } = binomialRegion(question);
        const half = question.alpha / 2;
        expect(binomialLowerTail(low - 1, question)).toBeLessThanOrEqual(half);
        expect(binomialLowerTail(low, question)).toBeGreaterThan(half);
        expect(binomialUpperTail(high + 1, question)).toBeLessThanOrEqual(half);
        expect(binomialUpperTail(high, question)).toBeGreaterThan(half);
        expect(binomialPower({ ...question, region: { low, high } })).toBeLessThanOrEqual(question.alpha);
      }),
    );
  });

  it('is a point for a share of 0 or 1', () => {
    expect(binomialRegion({ n: 50, p: 0, alpha })).toEqual({ low: 0, high: 0 });
    expect(binomialRegion({ n: 50, p: 1, alpha })).toEqual({ low: 50, high: 50 });
  });

  it('wants an alpha between 0 and 1', () => {
    expect(() => binomialRegion({ n: 50, p: 0.1, alpha: 0 })).toThrow('alpha is 0, and must lie between 0 and 1');
  });
});

const powerOf = (n: number, p: number, other: number) =>
  binomialPower({ n, p: other, region: binomialRegion({ n, p, alpha }) });

describe('binomialPower', () => {
  it('is that of the research', () => {
    expect(powerOf(2000, 0.1, 0.15)).toBeCloseTo(0.998, 3);
    expect(powerOf(600, 0.1, 0.2)).toBeCloseTo(0.999, 3);
    expect(powerOf(6000, 0.5, 0.55)).toBeCloseTo(0.9999, 4);
  });
});
