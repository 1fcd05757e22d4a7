import { describe, expect, it, vi } from 'vitest';
import { binomialPower, binomialRegion } from './binomial-region.ts';
import { createRandom, type Random } from './random.ts';
import { powerOfShift, shiftOf } from './signed-rank.ts';
import { simulateChoices } from './two-choices.ts';

/*
 * What the labs on dark launches and least request judge by, on synthetic runs under the right setting and under wrong
 * ones; how rates are held against what is stated is told in calibration.test.ts.
 */
const alpha = 1e-4;

// On a busy machine thousands of runs take long.
vi.setConfig({ testTimeout: 120_000 });

function count(seed: number, times: number, isHit: (random: Random) => boolean): number {
  const random = createRandom(seed);
  let hits = 0;
  for (let run = 0; run < times; run++) if (isHit(random)) hits++;
  return hits;
}

function agreeWith(rate: number, times: number) {
  const { low, high } = binomialRegion({ n: times, p: rate, alpha });
  return (hits: number) => hits >= low && hits <= high;
}

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const medianOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/**
 * 60 pairs of blocks of 11 requests in ABBA order on a machine that is busy now and then: a level that wanders from
 * request to request, and latencies with a long tail, some of them stalls.
 */
function differences(random: Random, shift: number): number[] {
  let level = 0;
  const block = (of: number) =>
    medianOf(
      Array.from({ length: 11 }, () => {
        level = 0.98 * level + 0.1 * normal(random);
        const stall = random() < 0.02 ? 200 * random() : 0;
        return of + 6 * Math.exp(level + 0.3 * normal(random)) + stall;
      }),
    );
  return Array.from({ length: 60 }, (_, pair) => {
    const [first, second] = pair % 2 === 0 ? [block(shift), block(0)] : [block(0), block(shift)];
    return pair % 2 === 0 ? first - second : second - first;
  });
}

describe('dark launch: the shift between blocks that are copied and blocks that are not', () => {
  it('has an interval that misses the true shift as often as stated, on either side', () => {
    const [times, shift] = [2000, 5];
    const missed = { below: 0, above: 0, strict: 0 };
    count(1, times, (random) => {
      const found = differences(random, shift);
      const { low, high } = shiftOf(found, 0.025);
      if (low > shift) missed.above++;
      if (high < shift) missed.below++;
      const strict = shiftOf(found, alpha);
      if (strict.low > shift || strict.high < shift) missed.strict++;
      return false;
    });
    expect(missed.above).toSatisfy(agreeWith(0.025, times));
    expect(missed.below).toSatisfy(agreeWith(0.025, times));
    expect(missed.strict).toBeLessThanOrEqual(4);
  });

  it('is always within the margin when nobody waits, and always beyond it when somebody does', () => {
    const margin = 50;
    const isWithin = (random: Random) => {
      const { low, high } = shiftOf(differences(random, 1), alpha);
      return low > -margin && high < margin;
    };
    expect(count(2, 1000, isWithin)).toBe(1000);
    expect(count(3, 1000, (random) => shiftOf(differences(random, 100), alpha).low > margin)).toBe(1000);
  });

  it('has a power that is not stated too high', () => {
    const times = 300;
    const question = { shift: 1.5, margin: 0, tail: alpha, runs: 300 };
    let stated = 0;
    const caught = count(4, times, (random) => {
      const found = differences(random, 1.5);
      stated += powerOfShift(found, question, random) / times;
      return shiftOf(found, alpha).low > 0;
    });
    expect(stated).toBeGreaterThan(0.05);
    expect(stated).toBeLessThan(0.95);
    expect(Math.abs(stated - caught / times)).toBeLessThan(0.1);
  });
});

describe('least request: 1,500 requests of 8 senders to 3 pods, of which one is a hundred times slower', () => {
  const requests = 1500;
  const load = { latencies: [[3], [3], [300]], senders: 8, requests };
  const less = binomialRegion({ n: requests, p: 1 / 3, alpha: 2 * alpha }).low;
  const least = binomialRegion({ n: requests, p: 1 / 9, alpha: 2 * alpha }).low;

  it('never alarms with two choices', () => {
    const alarms = count(5, 1000, (random) => {
      const slow = simulateChoices({ ...load, choices: 2 }, random)[2]!;
      return slow >= less || slow < least;
    });
    expect(alarms).toBe(0);
  });

  it('never misses one choice', () => {
    expect(1 - binomialPower({ n: requests, p: 1 / 3, region: { low: less, high: requests } })).toBeGreaterThan(0.9999);
    expect(count(6, 1000, (random) => simulateChoices({ ...load, choices: 1 }, random)[2]! < less)).toBe(0);
  });

  it('leaves the slow pod hardly more than what falls on it twice', () => {
    const shares = Array.from(
      { length: 200 },
      (_, seed) => simulateChoices({ ...load, choices: 2 }, createRandom(seed))[2]! / requests,
    );
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeGreaterThan(1 / 9);
    expect(mean).toBeLessThan(0.125);
  });
});
