import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOfBlocks, pairedDifference } from './block-means.ts';
import { studentCritical, studentTail } from './student.ts';

describe("Student's t", () => {
  it('has the tails and critical values of the tables', () => {
    // Abramowitz & Stegun, table 26.10.
    expect(studentCritical(0.025, 1)).toBeCloseTo(12.706, 3);
    expect(studentCritical(0.025, 9)).toBeCloseTo(2.262, 3);
    expect(studentCritical(0.005, 30)).toBeCloseTo(2.75, 3);
    expect(studentCritical(0.0005, 120)).toBeCloseTo(3.373, 3);
    expect(studentCritical(0.975, 9)).toBeCloseTo(-2.262, 3);
    // scipy 1.17 stats.t.
    expect(studentCritical(5e-5, 20)).toBeCloseTo(4.837301152909665, 10);
    expect(Math.abs(studentTail(8, 20) / 5.828314135744255e-8 - 1)).toBeLessThan(1e-11);
    expect(studentTail(0.1, 1.5)).toBeCloseTo(0.4660207267434814, 12);
  });

  it('has closed forms with one and two degrees of freedom', () => {
    for (const t of [-30, -1, 0, 0.01, 1, 7, 1e4]) {
      expect(studentTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 13);
      expect(studentTail(t, 2)).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 13);
    }
    expect(studentTail(Infinity, 3)).toBe(0);
    expect(studentTail(-Infinity, 3)).toBe(1);
  });

  it('says what is wrong with an argument', () => {
    expect(() => studentTail(1, 0)).toThrow('df is 0');
    expect(() => studentCritical(0, 5)).toThrow('tail is 0');
  });
});

describe('pairedDifference', () => {
  it('finds what Student (1908, Biometrika 6, 1) found of sleep', () => {
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const pairs = first.map((value, index) => ({ block: `${index}`, first: value, second: second[index]! }));
    const found = pairedDifference(pairs, 0.95);
    // t.test(..., paired = TRUE) in R.
    expect(found.mean).toBeCloseTo(-1.58, 12);
    expect(found.low).toBeCloseTo(-2.4598858, 7);
    expect(found.high).toBeCloseTo(-0.7001142, 7);
    expect(found.p).toBeCloseTo(0.002833, 6);
    expect(found).toMatchObject({ blocks: 10, pairs: 10 });
  });

  it('counts each block once, however many pairs it has and in whatever order', () => {
    const pairs = [
      { block: 'EWR 2013-07-01', first: 1, second: 0 },
      { block: 'JFK 2013-07-01', first: 4, second: 1 },
      { block: 'EWR 2013-07-01', first: 3, second: 2 },
      { block: 'EWR 2013-07-01', first: 5, second: 4 },
    ];
    const found = pairedDifference(pairs, 0.9);
    expect(found).toMatchObject({ mean: 2, standardError: 1, blocks: 2, pairs: 4 });
    // With one degree of freedom t at 0.95 is tan(0.45 pi).
    expect(found.high).toBeCloseTo(2 + Math.tan(0.45 * Math.PI), 10);
    expect(pairedDifference(pairs.toReversed(), 0.9)).toEqual(found);
  });

  it('has an interval that leaves 0 out exactly when p is below what is left over', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(values, (differences) => {
        const pairs = differences.map((first, index) => ({ block: `${index}`, first, second: 0 }));
        const { low, high, p } = pairedDifference(pairs, 0.95);
        fc.pre(Math.abs(p - 0.05) > 1e-9);
        expect(low > 0 || high < 0).toBe(p < 0.05);
      }),
    );
  });

  it('makes do with differences that never vary', () => {
    const pairs = ['a', 'b', 'c'].map((block) => ({ block, first: 3, second: 1 }));
    expect(pairedDifference(pairs, 0.95)).toMatchObject({ mean: 2, low: 2, high: 2, p: 0 });
    const equal = pairs.map((pair) => ({ ...pair, second: 3 }));
    expect(pairedDifference(equal, 0.95)).toMatchObject({ mean: 0, low: 0, high: 0, p: 1 });
  });

  it('says what is wrong with an argument', () => {
    const one = { block: 'a', first: 1, second: 2 };
    expect(() => pairedDifference([one, one], 0.95)).toThrow('number of blocks is 1, and must be a whole number of at');
    expect(() => pairedDifference([one, { ...one, first: Number.NaN }], 0.95)).toThrow('pairs[1] are NaN and 2');
    expect(() => pairedDifference([one], 1)).toThrow('confidence is 1');
  });
});

describe('the mean of blocks', () => {
  it('counts each block once, and agrees with the paired difference', () => {
    const pairs = [
      { block: 'a', first: 9, second: 1 },
      { block: 'a', first: 7, second: 3 },
      { block: 'b', first: 2, second: 1 },
    ];
    const mean = (of: 'first' | 'second') =>
      meanOfBlocks(pairs.map((pair) => ({ block: pair.block, value: pair[of] })));
    expect([mean('first'), mean('second')]).toEqual([5, 1.5]);
    expect(pairedDifference(pairs, 0.95).mean).toBeCloseTo(3.5, 12);
    expect(meanOfBlocks([])).toBe(0);
  });
});
