import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialLowerTail, binomialUpperTail } from './binomial.ts';
import { clopperPearsonInterval, wilsonInterval } from './binomial-interval.ts';

const confidence = 0.95;

describe('intervals for a share', () => {
  it('are those of Newcombe (1998, Statistics in Medicine 17, 857), table I', () => {
    const table = [
      [81, 263, 0.2553, 0.3662, 0.2527, 0.3676],
      [15, 148, 0.0624, 0.1605, 0.0578, 0.1617],
      [0, 20, 0, 0.1611, 0, 0.1684],
      [1, 29, 0.0061, 0.1718, 0.0009, 0.1776],
    ] as const;
    for (const [hits, n, ...ends] of table) {
      const wilson = wilsonInterval({ hits, n, confidence });
      const exact = clopperPearsonInterval({ hits, n, confidence });
      const found = [wilson.low, wilson.high, exact.low, exact.high];
      expect(found.map((end) => Math.round(end * 1e4) / 1e4)).toEqual(ends);
    }
  });

  it('hold the observed share, and mirror each other', () => {
    const observed = fc
      .record({ n: fc.integer({ min: 1, max: 3000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ n, share }) => ({ n, hits: Math.round(share * n), confidence }));
    fc.assert(
      fc.property(observed, ({ n, hits }) => {
        for (const interval of [wilsonInterval, clopperPearsonInterval]) {
          const { low, high } = interval({ n, hits, confidence });
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(hits / n);
          expect(high).toBeGreaterThanOrEqual(hits / n);
          expect(high).toBeLessThanOrEqual(1);
          expect(interval({ n, hits: n - hits, confidence }).low).toBeCloseTo(1 - high, 10);
        }
      }),
    );
  });

  it('of Clopper and Pearson end where a tail is what is left over', () => {
    const { low, high } = clopperPearsonInterval({ hits: 215, n: 2000, confidence: 0.9999 });
    expect(binomialUpperTail(215, { n: 2000, p: low })).toBeCloseTo(5e-5, 14);
    expect(binomialLowerTail(215, { n: 2000, p: high })).toBeCloseTo(5e-5, 14);
  });

  it('gives the rule of the research: 0 of 50 is below 5.8 % at 95 % on one side', () => {
    expect(clopperPearsonInterval({ hits: 0, n: 50, confidence: 0.9 }).high).toBeCloseTo(1 - 0.05 ** (1 / 50), 12);
    expect(clopperPearsonInterval({ hits: 300, n: 300, confidence: 0.9 }).low).toBeCloseTo(0.05 ** (1 / 300), 12);
  });

  it('say what is wrong with an argument', () => {
    expect(() => wilsonInterval({ hits: 11, n: 10, confidence })).toThrow(
      'hits is 11, and must be a whole number from 0 to 10',
    );
    expect(() => clopperPearsonInterval({ hits: 1, n: 10, confidence: 95 })).toThrow('confidence is 95');
  });
});
