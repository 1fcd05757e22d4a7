import { describe, expect, it } from 'vitest';
import { goodnessOfFit, independence, successivePicks } from './count-tests.ts';

describe('goodnessOfFit', () => {
  it("finds Mendel's peas as near to 9:3:3:1 as is known", () => {
    const { statistic, df, p, smallestExpected } = goodnessOfFit([315, 108, 101, 32], [9 / 16, 3 / 16, 3 / 16, 1 / 16]);
    expect(statistic).toBeCloseTo(0.47, 3);
    expect(df).toBe(3);
    expect(p).toBeCloseTo(0.9254, 4);
    expect(smallestExpected).toBe(34.75);
  });

  it('says what is wrong with an argument', () => {
    expect(() => goodnessOfFit([1, 2], [0.5, 0.3, 0.2])).toThrow('counts has 2 values, and must have 3');
    expect(() => goodnessOfFit([0, 0], [0.5, 0.5])).toThrow('counts are all 0');
    expect(() => goodnessOfFit([1, -2], [0.5, 0.5])).toThrow('counts[1] is -2');
    expect(() => goodnessOfFit([1, 2], [0.5, 0.6])).toThrow('sum to 1');
    expect(() => goodnessOfFit([1, 2], [1, 0])).toThrow('above 0');
  });
});

describe('independence', () => {
  it('gives the statistic of the example in R (Agresti 2007, p. 39)', () => {
    const table = [
      [762, 327, 468],
      [484, 239, 477],
    ];
    const { statistic, df, p, smallestExpected } = independence(table);
    expect(statistic).toBeCloseTo(30.07, 2);
    expect(df).toBe(2);
    expect(p).toBeCloseTo(2.954e-7, 10);
    expect(smallestExpected).toBeCloseTo(246.35, 1);
  });

  it('leaves out what is empty', () => {
    const full = independence([
      [30, 10],
      [10, 30],
    ]);
    const holed = independence([
      [30, 0, 10],
      [0, 0, 0],
      [10, 0, 30],
    ]);
    expect(holed).toEqual(full);
    expect(
      independence([
        [50, 0],
        [0, 0],
      ]),
    ).toMatchObject({ statistic: 0, df: 0, p: 1 });
  });

  it('says what is wrong with an argument', () => {
    expect(() => independence([])).toThrow('table is empty');
    expect(() => independence([[1, 2], [3]])).toThrow('table[1] has 1 values, and must have 2');
    expect(() => independence([[0, 0]])).toThrow('table is empty');
  });
});

describe('successivePicks', () => {
  it('counts what follows what', () => {
    expect(successivePicks(['a', 'b', 'a', 'b', 'b', 'c'], ['a', 'b', 'c'])).toEqual([
      [0, 2, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect(successivePicks([], ['a', 'b'])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('says what is wrong with an argument', () => {
    expect(() => successivePicks(['a', 'x'], ['a', 'b'])).toThrow('sequence[1] is x, and must be one of a, b');
    expect(() => successivePicks(['a'], ['a', 'a'])).toThrow('differ');
  });
});
