import { describe, expect, it } from 'vitest';
import { chanceOfDiscordant, ratioToNumber } from './discordance.ts';
import { kendall } from './kendall.ts';
import { createRandom } from './random.ts';

function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, index) => permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]));
}

/** Share of all orders of y with a tau at least as large. */
function enumerate(x: readonly number[], y: readonly number[]): number {
  const all = permutations(y);
  const tau = kendall(x, y).tau;
  return all.filter((order) => kendall(x, order).tau >= tau - 1e-12).length / all.length;
}

describe('kendall', () => {
  it('gives what Hollander & Wolfe (1973, p. 187) find of tuna', () => {
    const hunterL = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    const panel = [2.6, 3.1, 2.5, 5, 3.6, 4, 5.2, 2.8, 3.8];
    const { tau, p, method } = kendall(hunterL, panel);
    expect(tau).toBeCloseTo(0.4444444, 7);
    expect(p).toBeCloseTo(0.05972, 5);
    expect(method).toBe('exact');
  });

  it('is exact without ties in one variable, as all orders show', () => {
    const cases = [
      [
        [1, 2, 3, 4, 5],
        [1, 3, 2, 4, 5],
      ],
      [
        [1, 1, 2, 2, 3, 3],
        [1, 3, 2, 4, 6, 5],
      ],
      [
        [1, 5, 3, 4, 2, 6, 7],
        [1, 1, 2, 2, 2, 3, 3],
      ],
      [
        [1, 1, 1, 2, 2, 2],
        [6, 5, 4, 3, 2, 1],
      ],
    ] as const;
    for (const [x, y] of cases) {
      const { p, method } = kendall(x, y);
      expect(method).toBe('exact');
      expect(p).toBeCloseTo(enumerate(x, y), 12);
    }
  });

  it('corrects the normal approximation for ties in both', () => {
    const x = [1, 1, 2, 2, 3, 3];
    const y = [0, 0, 1, 1, 1, 2];
    const { tau, p, method } = kendall(x, y);
    // scipy 1.17 kendalltau: tau 0.87038828, and z = score / sd = 2.158277 without the correction of 1 in the score of 10.
    expect(tau).toBeCloseTo(0.8703882797784893, 12);
    expect(method).toBe('normal');
    expect(p).toBeCloseTo(0.0260385, 6);
    expect(enumerate(x, y)).toBeCloseTo(1 / 30, 12);
  });

  it('errs towards a larger p far in the tail', () => {
    // Six levels of seven runs, as the circuit breaker lab has them, with 0 at the first level for all.
    const levels = Array.from({ length: 42 }, (_, run) => Math.floor(run / 7));
    const random = createRandom(4);
    const noise = levels.map(() => random());
    const shares = levels.map((level, run) => level + 4 * noise[run]!);
    const untied = kendall(levels, shares);
    const tied = kendall(
      levels,
      shares.map((share, run) => (run === 1 ? shares[0]! : share)),
    );
    expect(untied.method).toBe('exact');
    expect(untied.p).toBeLessThan(1e-4);
    expect(tied.method).toBe('normal');
    expect(tied.p).toBeGreaterThan(untied.p);
    expect(tied.p).toBeLessThan(1e-3);
  });

  it('finds no trend where one variable never changes', () => {
    expect(kendall([1, 2, 3], [5, 5, 5])).toEqual({ tau: 0, p: 1, method: 'exact' });
    expect(kendall([1, 1], [5, 6])).toEqual({ tau: 0, p: 1, method: 'exact' });
  });

  it('is certain of a falling trend that it does not rise', () => {
    expect(kendall([1, 2, 3, 4], [4, 3, 2, 1])).toEqual({ tau: -1, p: 1, method: 'exact' });
  });

  it('says what is wrong with an argument', () => {
    expect(() => kendall([1, 2], [1])).toThrow('x has 2 values and y 1');
    expect(() => kendall([1], [1])).toThrow('2 or more');
    expect(() => kendall([1, Number.NaN], [1, 2])).toThrow('NaN');
  });
});

describe('chanceOfDiscordant', () => {
  it('counts permutations by their inversions', () => {
    // Of 24 orders of four: 1, 3, 5, 6, 5, 3, 1 (OEIS A008302).
    const chances = [0, 1, 2, 3, 4, 5, 6].map((most) => chanceOfDiscordant([1, 1, 1, 1], most));
    expect(chances.map(({ part }) => part)).toEqual([1n, 4n, 9n, 15n, 20n, 23n, 24n]);
    expect(chances.every(({ whole }) => whole === 24n)).toBe(true);
  });

  it('becomes a number, however large its parts are', () => {
    const { part, whole } = chanceOfDiscordant(
      Array.from({ length: 60 }, () => 1),
      0,
    );
    let factorial = 1n;
    for (let n = 2n; n <= 60n; n++) factorial *= n;
    expect([part, whole]).toEqual([1n, factorial]);
    expect(ratioToNumber({ part, whole })).toBeCloseTo(1 / Number(factorial), 95);
    expect(ratioToNumber({ part: 0n, whole })).toBe(0);
    expect(ratioToNumber({ part: whole, whole })).toBe(1);
  });
});
