import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { powerOfShift, shiftOf } from './signed-rank.ts';

/** Hamilton depression scale of nine patients before and after (Hollander & Wolfe, table 3.1). */
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const depression = after.map((value, index) => value - before[index]!);

const values = (minLength: number) =>
  fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength, maxLength: 40 });

describe('shiftOf', () => {
  it('finds what Hollander & Wolfe found of depression', () => {
    // Examples 3.3 and 3.5: the estimate, and the interval of 96 %.
    const { estimate, low, high } = shiftOf(depression, 0.02);
    expect(estimate).toBeCloseTo(-0.46, 3);
    expect(low).toBeCloseTo(-0.786, 3);
    expect(high).toBeCloseTo(-0.01, 3);
  });

  it('leaves 0 out on one side as soon as the test does', () => {
    // P(W >= 40) = 0.0195 with nine differences (table A.4).
    expect(shiftOf(depression, 0.0196).high).toBeLessThan(0);
    expect(shiftOf(depression, 0.0195).high).toBeGreaterThan(0);
  });

  it('moves with the differences, and turns about with their sign', () => {
    fc.assert(
      fc.property(values(14), fc.integer({ min: -50, max: 50 }), (differences, by) => {
        const shift = shiftOf(differences, 1e-4);
        const moved = shiftOf(
          differences.map((difference) => difference + by),
          1e-4,
        );
        expect(moved.low).toBeCloseTo(shift.low + by, 9);
        expect(moved.estimate).toBeCloseTo(shift.estimate + by, 9);
        const turned = shiftOf(
          differences.map((difference) => -difference),
          1e-4,
        );
        expect(turned.high).toBeCloseTo(-shift.low, 9);
        expect(shift.low).toBeLessThanOrEqual(shift.estimate);
        expect(shift.estimate).toBeLessThanOrEqual(shift.high);
      }),
    );
  });

  it('is hardly moved by a few that lie far out', () => {
    const usual = Array.from({ length: 60 }, (_, index) => (index % 7) - 3);
    const spoilt = [...usual.slice(3), 1e6, 1e6, 1e6];
    expect(Math.abs(shiftOf(spoilt, 1e-4).estimate - shiftOf(usual, 1e-4).estimate)).toBeLessThan(0.6);
    expect(shiftOf(spoilt, 1e-4).high).toBeLessThan(3);
  });

  it('says what is wrong with an argument', () => {
    const thirteen = Array.from({ length: 13 }, (_, index) => index);
    expect(() => shiftOf(thirteen, 1e-4)).toThrow('13 differences are too few');
    expect(shiftOf([...thirteen, 13], 1e-4)).toMatchObject({ low: 0, high: 13 });
    expect(() => shiftOf([], 0.1)).toThrow('number of differences is 0');
    expect(() => shiftOf([Number.NaN], 0.6)).toThrow('differences[0] is NaN');
  });
});

describe('powerOfShift', () => {
  const spread = Array.from({ length: 60 }, (_, index) => ((index * 37) % 60) - 29.5);
  const power = (shift: number) => powerOfShift(spread, { shift, margin: 50, tail: 1e-4, runs: 500 }, createRandom(1));

  it('is next to 1 for a shift far beyond the margin, and next to 0 on it', () => {
    expect(power(100)).toBeGreaterThan(0.99);
    expect(power(50)).toBeLessThan(0.01);
    expect(power(40)).toBeLessThan(0.01);
  });

  it('grows with the shift', () => {
    const found = [50, 56, 60, 64, 80].map(power);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(power(60)).toBeGreaterThan(0.2);
    expect(power(60)).toBeLessThan(0.9);
  });
});
