import { describe, expect, it } from 'vitest';
import { goodnessOfFit } from './count-tests.ts';
import { powerOfGoodnessOfFit } from './count-power.ts';
import { createRandom, drawPicks } from './random.ts';

const thirds = [1 / 3, 1 / 3, 1 / 3];
const skewed = [0.4, 0.3, 0.3];

const powerAt = (n: number) => powerOfGoodnessOfFit({ n, nullShares: thirds, trueShares: skewed, alpha: 1e-4 });

/** The power by trying all counts of three categories. */
function enumerate(n: number, nullShares: readonly number[], [one, two, three]: readonly number[], alpha: number) {
  const factorials = [1];
  for (let k = 1; k <= n; k++) factorials.push(factorials[k - 1]! * k);
  let power = 0;
  for (let a = 0; a <= n; a++) {
    for (let b = 0; a + b <= n; b++) {
      const c = n - a - b;
      if (goodnessOfFit([a, b, c], nullShares).p > alpha) continue;
      const ways = factorials[n]! / factorials[a]! / factorials[b]! / factorials[c]!;
      power += ways * one! ** a * two! ** b * three! ** c;
    }
  }
  return power;
}

function simulate(n: number, nullShares: readonly number[], trueShares: readonly number[], alpha: number) {
  const random = createRandom(11);
  let alarms = 0;
  for (let run = 0; run < 10_000; run++) {
    const counts = nullShares.map(() => 0);
    for (const pick of drawPicks(random, n, trueShares)) counts[pick]!++;
    if (goodnessOfFit(counts, nullShares).p <= alpha) alarms++;
  }
  return alarms / 10_000;
}

describe('powerOfGoodnessOfFit', () => {
  it('is what trying all counts gives, for three categories and for two', () => {
    for (const n of [7, 30, 90]) {
      for (const alpha of [1e-4, 0.01, 0.3]) {
        const found = powerOfGoodnessOfFit({ n, nullShares: thirds, trueShares: skewed, alpha });
        expect(found).toBeCloseTo(enumerate(n, thirds, skewed, alpha), 11);
      }
    }
    const two = powerOfGoodnessOfFit({ n: 4, nullShares: [0.5, 0.5], trueShares: [0.5, 0.5], alpha: 0.05 });
    // 4 or 0 of 4 have a statistic of 4, above 3.84.
    expect(two).toBeCloseTo(0.125, 12);
  });

  it('says that 2,000 picks of three pods are too few to catch 40/30/30 with 0.999, and 2,742 are not', () => {
    expect(powerAt(1200)).toBeCloseTo(0.751, 3);
    expect(powerAt(2000)).toBeCloseTo(0.98, 3);
    expect(powerAt(2742)).toBeGreaterThanOrEqual(0.999);
  });

  it('is near to a simulation for more categories', () => {
    const nullShares = [0.25, 0.25, 0.25, 0.25];
    const trueShares = [0.31, 0.23, 0.23, 0.23];
    const found = powerOfGoodnessOfFit({ n: 1000, nullShares, trueShares, alpha: 0.001 });
    expect(Math.abs(found - simulate(1000, nullShares, trueShares, 0.001))).toBeLessThan(0.025);
  });

  it('says what is wrong with an argument', () => {
    const question = { n: 10, nullShares: thirds, trueShares: skewed, alpha: 0.01 };
    expect(() => powerOfGoodnessOfFit({ ...question, n: 0 })).toThrow('n is 0');
    expect(() => powerOfGoodnessOfFit({ ...question, trueShares: [0.5, 0.5] })).toThrow('must have 3');
    expect(() => powerOfGoodnessOfFit({ ...question, alpha: 2 })).toThrow('alpha is 2');
  });
});
