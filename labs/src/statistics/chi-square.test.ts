import { describe, expect, it } from 'vitest';
import { chiSquareCritical, chiSquareTail, noncentralChiSquareTail } from './chi-square.ts';
import { createRandom } from './random.ts';

describe('chi-square', () => {
  it('has the critical values at 1e-4 of the research, and those of the tables', () => {
    const atOneInTenThousand = [15.14, 18.42, 21.11, 23.51];
    atOneInTenThousand.forEach((critical, index) =>
      expect(chiSquareCritical(1e-4, index + 1)).toBeCloseTo(critical, 2),
    );
    expect(chiSquareCritical(1e-4, 8)).toBeCloseTo(31.83, 2);
    // Abramowitz & Stegun, table 26.8.
    expect(chiSquareCritical(0.05, 1)).toBeCloseTo(3.84146, 5);
    expect(chiSquareCritical(0.05, 10)).toBeCloseTo(18.307, 3);
    expect(chiSquareCritical(0.001, 30)).toBeCloseTo(59.703, 3);
    expect(chiSquareCritical(0.995, 5)).toBeCloseTo(0.41174, 5);
  });

  it('is exponential with two degrees of freedom, far into the tail', () => {
    for (const x of [0, 0.001, 1, 20, 200, 1400]) {
      expect(Math.abs(chiSquareTail(x, 2) / Math.exp(-x / 2) - 1), `${x}`).toBeLessThan(1e-12);
    }
  });

  it('says what is wrong with an argument', () => {
    expect(() => chiSquareTail(-1, 2)).toThrow('x is -1, and must be a finite number of at least 0');
    expect(() => chiSquareTail(1, 0)).toThrow('df is 0, and must be a finite number above 0');
    expect(() => chiSquareCritical(1, 2)).toThrow(RangeError);
    expect(() => noncentralChiSquareTail(1, 2, -1)).toThrow('noncentrality is -1');
  });
});

describe('noncentral chi-square', () => {
  it('is the central one without noncentrality', () => {
    for (const x of [0, 1, 10, 40]) expect(noncentralChiSquareTail(x, 4, 0)).toBeCloseTo(chiSquareTail(x, 4), 14);
  });

  it('has the values of another implementation', () => {
    // scipy 1.17 stats.ncx2.sf.
    expect(noncentralChiSquareTail(18.42, 2, 24)).toBeCloseTo(0.7633100714062295, 12);
    expect(noncentralChiSquareTail(18.42, 2, 40)).toBeCloseTo(0.98336033238694, 12);
    expect(noncentralChiSquareTail(300, 8, 200)).toBeCloseTo(0.0015633367113189048, 12);
  });

  it('is the sum of squares of normal numbers around another mean', () => {
    const random = createRandom(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let above = 0;
    for (let run = 0; run < 50_000; run++) if ((normal() + 3) ** 2 + normal() ** 2 > 12) above++;
    const truth = noncentralChiSquareTail(12, 2, 9);
    expect(Math.abs(above / 50_000 - truth)).toBeLessThan(3.9 * Math.sqrt((truth * (1 - truth)) / 50_000));
  });
});
