import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialLowerTail, binomialUpperTail, logBinomialPmf } from './binomial.ts';
import { ratioToNumber } from './discordance.ts';

/** P(from <= X <= to) for p = hits / of, in whole numbers. */
function exactly(from: number, to: number, n: number, [hits, of]: readonly [number, number]): number {
  const misses = BigInt(of - hits);
  let ways = 1n;
  let part = 0n;
  for (let k = 0; k <= to; k++) {
    if (k >= from) part += ways * BigInt(hits) ** BigInt(k) * misses ** BigInt(n - k);
    ways = (ways * BigInt(n - k)) / BigInt(k + 1);
  }
  return ratioToNumber({ part, whole: BigInt(of) ** BigInt(n) });
}

const relativeError = (value: number, truth: number) => Math.abs(value / truth - 1);

describe('binomial tails', () => {
  const cases = [
    [20, [1, 2]],
    [100, [1, 100]],
    [600, [1, 10]],
    [2000, [1, 10]],
    [1000, [1, 5]],
    [400, [9, 10]],
  ] as const;

  it('have 12 digits, however small, by exact fractions', () => {
    for (const [n, [hits, of]] of cases) {
      const p = hits / of;
      const sd = Math.sqrt(n * p * (1 - p));
      for (const away of [-9, -6, -4, -2, -0.5, 0, 0.5, 2, 4, 6, 9]) {
        const k = Math.min(n, Math.max(0, Math.round(n * p + away * sd)));
        const title = `${k} of ${n} at ${p}`;
        expect(relativeError(Math.exp(logBinomialPmf(k, { n, p })), exactly(k, k, n, [hits, of])), title).toBeLessThan(
          1e-12,
        );
        expect(relativeError(binomialLowerTail(k, { n, p }), exactly(0, k, n, [hits, of])), title).toBeLessThan(1e-12);
        expect(relativeError(binomialUpperTail(k, { n, p }), exactly(k, n, n, [hits, of])), title).toBeLessThan(1e-12);
      }
    }
  });

  it('reach down to where numbers end', () => {
    const tail = binomialLowerTail(10, { n: 2000, p: 0.1 });
    // By mpmath with 30 digits.
    expect(relativeError(tail, 2.5312550567327439e-75)).toBeLessThan(1e-12);
    expect(logBinomialPmf(4000, { n: 4000, p: 0.001 })).toBeCloseTo(4000 * Math.log(0.001), 8);
  });

  it('are certain or impossible at the ends', () => {
    expect(binomialLowerTail(-1, { n: 10, p: 0.5 })).toBe(0);
    expect(binomialLowerTail(10, { n: 10, p: 0.5 })).toBe(1);
    expect(binomialUpperTail(0, { n: 10, p: 0.5 })).toBe(1);
    expect(binomialUpperTail(11, { n: 10, p: 0.5 })).toBe(0);
    expect(binomialLowerTail(0, { n: 10, p: 0 })).toBe(1);
    expect(binomialUpperTail(1, { n: 10, p: 0 })).toBe(0);
    expect(binomialUpperTail(10, { n: 10, p: 1 })).toBe(1);
    expect(binomialLowerTail(9, { n: 10, p: 1 })).toBe(0);
    expect(logBinomialPmf(11, { n: 10, p: 0.5 })).toBe(-Infinity);
  });

  it('add up to 1, rise with k and mirror each other', () => {
    const trials = fc.record({
      n: fc.integer({ min: 1, max: 5000 }),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(trials, ({ n, p, share }) => {
        const k = Math.floor(share * n);
        const lower = binomialLowerTail(k, { n, p });
        expect(lower + binomialUpperTail(k + 1, { n, p })).toBeCloseTo(1, 12);
        expect(lower).toBeGreaterThanOrEqual(binomialLowerTail(k - 1, { n, p }) - 1e-13);
        const mirrored = Math.round(p * 1024) / 1024;
        expect(binomialUpperTail(n - k, { n, p: 1 - mirrored })).toBeCloseTo(
          binomialLowerTail(k, { n, p: mirrored }),
          12,
        );
      }),
    );
  });

  it('say what is wrong with an argument', () => {
    expect(() => binomialLowerTail(1, { n: 0, p: 0.5 })).toThrow('n is 0, and must be a whole number of at least 1');
    expect(() => binomialUpperTail(1, { n: 10, p: 1.5 })).toThrow('p is 1.5, and must be a share from 0 to 1');
    expect(() => logBinomialPmf(0.5, { n: 10, p: 0.5 })).toThrow(RangeError);
    expect(() => binomialLowerTail(1, { n: 10, p: Number.NaN })).toThrow(RangeError);
  });
});
