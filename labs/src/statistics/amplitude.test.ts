import { describe, expect, it } from 'vitest';
import { amplitudeQuantile, chanceOfAmplitudeUpTo, chanceOfAmplitudeWithin, powerOfAmplitude } from './amplitude.ts';
import { logBinomialPmf } from './binomial.ts';

const setting = { windows: 10, requests: 100, p: 0.1 };

/** The chance that all windows have a count that `suits`, by adding up. */
function sumOver(suits: (hits: number) => boolean, { windows, requests, p }: typeof setting): number {
  let sum = 0;
  for (let hits = 0; hits <= requests; hits++)
    if (suits(hits)) sum += Math.exp(logBinomialPmf(hits, { n: requests, p }));
  return sum ** windows;
}

describe('the largest deviation of a share', () => {
  it('is what adding up gives, its ends included', () => {
    // scipy 1.17: (binom.cdf(17, 100, 0.1) - binom.cdf(2, 100, 0.1)) ** 10 and so on.
    expect(chanceOfAmplitudeUpTo(0.07, setting)).toBeCloseTo(0.8867061354919271, 12);
    expect(chanceOfAmplitudeWithin({ low: 0.05, high: 0.07 }, setting)).toBeCloseTo(0.6387102827126285, 12);
    for (const distance of [0, 1, 3, 5, 7, 10, 40, 90]) {
      expect(chanceOfAmplitudeUpTo(distance / 100, setting)).toBeCloseTo(
        sumOver((hits) => Math.abs(hits - 10) <= distance, setting),
        12,
      );
    }
  });

  it('is passed under another share as often as adding up gives', () => {
    expect(powerOfAmplitude(0.15, 0.1, setting)).toBeCloseTo(1 - chanceOfAmplitudeUpTo(0.15, setting), 12);
    const within = sumOver((hits) => hits <= 25, { ...setting, p: 0.2 });
    expect(powerOfAmplitude(0.15, 0.2, setting)).toBeCloseTo(1 - within, 12);
    expect(() => powerOfAmplitude(0.15, 1.2, setting)).toThrow(RangeError);
  });

  it('is certain within the whole range', () => {
    expect(chanceOfAmplitudeUpTo(1, setting)).toBeCloseTo(1, 12);
    expect(chanceOfAmplitudeWithin({ low: 0, high: 1 }, setting)).toBeCloseTo(1, 12);
    expect(chanceOfAmplitudeWithin({ low: 0.001, high: 0.005 }, setting)).toBe(0);
    expect(chanceOfAmplitudeUpTo(0, { windows: 3, requests: 7, p: 0 })).toBe(1);
  });

  it('has quantiles that are passed with the chance that is left over', () => {
    for (const probability of [0.01, 0.5, 0.95, 0.9999]) {
      const quantile = amplitudeQuantile(probability, setting);
      expect(chanceOfAmplitudeUpTo(quantile, setting)).toBeGreaterThanOrEqual(probability);
      expect(chanceOfAmplitudeUpTo(quantile - 0.009, setting)).toBeLessThan(probability);
    }
    expect(amplitudeQuantile(0.5, setting)).toBeCloseTo(0.05, 12);
    expect(amplitudeQuantile(0.5, { windows: 2, requests: 10, p: 1 })).toBe(0);
  });

  it('says what is wrong with an argument', () => {
    expect(() => chanceOfAmplitudeUpTo(-0.1, setting)).toThrow('amplitude is -0.1');
    expect(() => chanceOfAmplitudeUpTo(0.1, { ...setting, windows: 0 })).toThrow('windows is 0');
    expect(() => chanceOfAmplitudeUpTo(0.1, { ...setting, requests: 0 })).toThrow('requests is 0');
    expect(() => chanceOfAmplitudeWithin({ low: 0.2, high: 0.1 }, setting)).toThrow('high is 0.1');
    expect(() => amplitudeQuantile(1, setting)).toThrow('probability is 1');
    expect(() => amplitudeQuantile(0.5, { ...setting, p: 2 })).toThrow('p is 2');
  });
});
