import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { binomialUpperTail } from './binomial.ts';
import { normalCritical, normalTail } from './normal.ts';
import { incompleteBeta, logGamma, upperGamma } from './special-functions.ts';

const relativeError = (value: number, truth: number) => Math.abs(value / truth - 1);

describe('logGamma', () => {
  it('is the log of factorials', () => {
    let factorial = 1;
    for (let n = 2; n <= 170; n++) {
      factorial *= n;
      expect(relativeError(logGamma(n + 1), Math.log(factorial)), `${n}!`).toBeLessThan(1e-14);
    }
  });

  it('is half of log pi at one half', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
    expect(Math.abs(logGamma(1))).toBeLessThan(1e-14);
  });
});

describe('upperGamma', () => {
  it('is a sum of Poisson terms for whole a', () => {
    for (const [a, x] of [
      [1, 30],
      [3, 0.1],
      [5, 5],
      [10, 60],
      [40, 20],
      [40, 120],
    ] as const) {
      let term = Math.exp(-x);
      let sum = term;
      for (let step = 1; step < a; step++) {
        term *= x / step;
        sum += term;
      }
      expect(relativeError(upperGamma(a, x), sum), `Q(${a}, ${x})`).toBeLessThan(1e-13);
    }
  });
});

test('incompleteBeta is a binomial tail for whole arguments', () => {
  const trials = fc.record({
    n: fc.integer({ min: 1, max: 500 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    p: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(trials, ({ n, share, p }) => {
      const k = 1 + Math.floor(share * (n - 1));
      const tail = binomialUpperTail(k, { n, p });
      fc.pre(tail > 1e-290);
      const beta = incompleteBeta(k, n - k + 1, p, 1 - p);
      expect(relativeError(beta, tail)).toBeLessThan(tail < 0.5 ? 1e-11 : 1e-12);
    }),
  );
});

describe('the normal distribution', () => {
  it('has the tails and critical values of the tables', () => {
    // Abramowitz & Stegun, tables 26.1, 26.2 and 26.5.
    expect(normalTail(1)).toBeCloseTo(0.158655253931457, 14);
    expect(normalTail(-2)).toBeCloseTo(0.977249868051821, 14);
    expect(relativeError(normalTail(10), 7.61985302416e-24)).toBeLessThan(1e-11);
    expect(normalCritical(0.025)).toBeCloseTo(1.959963984540054, 12);
    expect(normalCritical(0.5)).toBeCloseTo(0, 12);
    expect(normalCritical(0.975)).toBeCloseTo(-1.959963984540054, 12);
    // The research's z at 1e-4, two-sided.
    expect(normalCritical(5e-5)).toBeCloseTo(3.891, 3);
  });

  it('has no critical value for a tail of 0 or 1', () => {
    expect(() => normalCritical(0)).toThrow('tail is 0, and must lie between 0 and 1');
    expect(() => normalCritical(1)).toThrow(RangeError);
  });
});
