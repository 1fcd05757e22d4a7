import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './binomial-interval.ts';

const confidence = 0.95;

describe('the interval for a share', () => {
  it('is that of Newcombe (1998, Statistics in Medicine 17, 857), table I', () => {
    const table = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [hits, n, ...ends] of table) {
      const { low, high } = wilsonInterval({ hits, n, confidence });
      expect([low, high].map((end) => Math.round(end * 1e4) / 1e4)).toEqual(ends);
    }
  });

  it('holds the observed share, and mirrors that of what is left', () => {
    const observed = fc
      .record({ n: fc.integer({ min: 1, max: 3000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
      .map(({ n, share }) => ({ n, hits: Math.round(share * n), confidence }));
    fc.assert(
      fc.property(observed, ({ n, hits }) => {
        const { low, high } = wilsonInterval({ n, hits, confidence });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(hits / n);
        expect(high).toBeGreaterThanOrEqual(hits / n);
        expect(high).toBeLessThanOrEqual(1);
        expect(wilsonInterval({ n, hits: n - hits, confidence }).low).toBeCloseTo(1 - high, 10);
      }),
    );
  });

  it('says what is wrong with an argument', () => {
    expect(() => wilsonInterval({ hits: 11, n: 10, confidence })).toThrow(
      'hits is 11, and must be a whole number from 0 to 10',
    );
    expect(() => wilsonInterval({ hits: 1, n: 10, confidence: 95 })).toThrow('confidence is 95');
  });
});
