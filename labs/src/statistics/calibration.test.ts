import { describe, expect, it } from 'vitest';
import { agreeWith, count, normal, runs, stayBelow } from '../../test/calibration.ts';
import { amplitudeQuantile, chanceOfAmplitudeUpTo } from './amplitude.ts';
import { binomialPower, binomialRegion } from './binomial-region.ts';
import { pairedDifference } from './block-means.ts';
import { powerOfGoodnessOfFit } from './count-power.ts';
import { goodnessOfFit, independence, successivePicks } from './count-tests.ts';
import { isCyclic, spreadOfCounts } from './cyclic-order.ts';
import { kendall } from './kendall.ts';
import { drawBinomial, drawPicks, type Random } from './random.ts';
import { chanceThatRandomPasses } from './random-passes.ts';
import { fewestCursors } from './round-robin-cursors.ts';

/*
 * Each statistic on synthetic runs under the right setting and under a wrong one. What each lab makes of them, with the
 * lab's own numbers, is in its folder of the catalog.
 */
const alpha = 1e-4;
const pods = [0, 1, 2];
const thirds = [1 / 3, 1 / 3, 1 / 3];

/** Cursors of Envoy's workers: each request goes to one of them at random, and each starts anywhere. */
function roundRobin(random: Random, n: number, cursors: number): number[] {
  const places = Array.from({ length: cursors }, () => Math.floor(random() * pods.length));
  return Array.from({ length: n }, () => places[Math.floor(random() * cursors)]!++ % pods.length);
}

function countsOf(picks: readonly number[]): number[] {
  const counts = pods.map(() => 0);
  for (const pick of picks) counts[pick]!++;
  return counts;
}

it('allows 6 alarms of 10,000 at an alpha of 1e-4', () => {
  expect(binomialRegion({ n: runs, p: alpha, alpha: 2 * alpha }).high).toBe(6);
});

describe('the exact binomial region of 10 %', () => {
  const cases = [
    { n: 600, wrong: 0.2, atLeast: 0.999 },
    { n: 1000, wrong: 0.15, atLeast: 0.82 },
  ];

  it.each(cases)('of $n requests misses $wrong as often as stated', ({ n, wrong, atLeast }) => {
    const region = binomialRegion({ n, p: 0.1, alpha });
    const power = binomialPower({ n, p: wrong, region });
    expect(power).toBeGreaterThan(atLeast);
    const isMiss = (hits: number) => hits >= region.low && hits <= region.high;
    const misses = count(1, (random) => isMiss(drawBinomial(random, n, wrong)));
    expect(misses).toSatisfy(agreeWith(1 - power));
  });

  it.each(cases)('of $n requests alarms as often as stated', ({ n }) => {
    const [strict, loose] = [alpha, 0.01].map((level) => binomialRegion({ n, p: 0.1, alpha: level }));
    let alarms = 0;
    const looseAlarms = count(2, (random) => {
      const hits = drawBinomial(random, n, 0.1);
      if (hits < strict!.low || hits > strict!.high) alarms++;
      return hits < loose!.low || hits > loose!.high;
    });
    expect(alarms).toSatisfy(stayBelow(alpha));
    expect(looseAlarms).toSatisfy(agreeWith(binomialPower({ n, p: 0.1, region: loose! })));
    expect(looseAlarms).toSatisfy(stayBelow(0.01));
  });
});

describe('counts and independence of successive picks, 3 pods, 2,000 requests', () => {
  const n = 2000;

  it('alarm as often as stated under RANDOM', () => {
    const alarms = { counts: 0, pairs: 0, looseCounts: 0, loosePairs: 0 };
    count(3, (random) => {
      const picks = drawPicks(random, n, thirds);
      const byCount = goodnessOfFit(countsOf(picks), thirds).p;
      const byPair = independence(successivePicks(picks, pods)).p;
      if (byCount <= alpha) alarms.counts++;
      if (byPair <= alpha) alarms.pairs++;
      if (byCount <= 0.01) alarms.looseCounts++;
      if (byPair <= 0.01) alarms.loosePairs++;
      return false;
    });
    expect(alarms.counts).toSatisfy(stayBelow(alpha));
    expect(alarms.pairs).toSatisfy(stayBelow(alpha));
    expect(alarms.looseCounts).toSatisfy(
      agreeWith(powerOfGoodnessOfFit({ n, nullShares: thirds, trueShares: thirds, alpha: 0.01 })),
    );
    expect(alarms.loosePairs).toSatisfy(agreeWith(0.01));
  });
});

describe('the laws of order and spread, 3 pods', () => {
  it.each([1, 2, 4])('never alarm for %i cursors', (cursors) => {
    const alarms = count(6, (random) => {
      const picks = roundRobin(random, 90, cursors);
      const isOne = cursors > 1 || isCyclic(picks, pods).holds;
      return !isOne || !fewestCursors(picks, pods, cursors).holds || !spreadOfCounts(countsOf(picks), cursors).holds;
    });
    expect(alarms).toBe(0);
  });

  it.each([
    { cursors: 1, picks: 7 },
    { cursors: 2, picks: 14 },
    { cursors: 4, picks: 40 },
  ])('miss RANDOM as often as stated: $cursors cursors, $picks picks', ({ cursors, picks }) => {
    const { log10, kind } = chanceThatRandomPasses({ members: 3, cursors, picks });
    expect(kind).toBe('exact');
    const misses = count(7, (random) => fewestCursors(drawPicks(random, picks, thirds), pods, cursors).holds);
    expect(misses).toSatisfy(agreeWith(10 ** log10));
  });

  it.each([1, 2, 4])('never miss RANDOM in 300 picks with %i cursors', (cursors) => {
    expect(chanceThatRandomPasses({ members: 3, cursors, picks: 300 }).log10).toBeLessThan(-30);
    expect(count(8, (random) => fewestCursors(drawPicks(random, 300, thirds), pods, cursors).holds)).toBe(0);
  });
});

describe('the trend over six levels, seven runs each', () => {
  const levels = [1, 2, 3, 5, 10, 20].flatMap((level) => Array.from({ length: 7 }, () => level));

  it.each([
    { kind: 'exact', shareOf: (random: Random) => random() },
    { kind: 'normal', shareOf: (random: Random) => Math.max(0, Math.floor(random() * 12) - 2) },
  ])('alarms as often as stated without one, by the $kind distribution', ({ kind, shareOf }) => {
    // The exact p of 42 values takes a millisecond.
    const times = kind === 'exact' ? 1000 : runs;
    const hits = count(
      9,
      (random) => {
        const shares = levels.map(() => shareOf(random));
        const found = kendall(levels, shares);
        expect(found.method).toBe(kind);
        return found.p <= 0.05;
      },
      times,
    );
    expect(hits).toSatisfy(agreeWith(0.05, times));
  });
});

/** Errors that hang together within a day, as a day's weather makes them. */
const pairsOf = (random: Random, gain: number) =>
  Array.from({ length: 60 }, (_, day) => {
    const ofDay = normal(random);
    return Array.from({ length: 5 }, () => ({
      block: `${day}`,
      first: 2 + ofDay + normal(random),
      second: 2 - gain + normal(random),
    }));
  }).flat();

describe('errors of two models, 60 days of 5 readings', () => {
  it('alarms as often as stated when there is no difference', () => {
    const alarms = { strict: 0, loose: 0, middle: 0 };
    count(11, (random) => {
      const { p } = pairedDifference(pairsOf(random, 0), 0.95);
      if (p <= alpha) alarms.strict++;
      if (p <= 0.01) alarms.loose++;
      if (p <= 0.05) alarms.middle++;
      return false;
    });
    expect(alarms.strict).toSatisfy(stayBelow(alpha));
    expect(alarms.loose).toSatisfy(agreeWith(0.01));
    expect(alarms.middle).toSatisfy(agreeWith(0.05));
  });

  it('has an interval that holds the true difference as often as stated', () => {
    const misses = count(
      12,
      (random) => {
        const { low, high } = pairedDifference(pairsOf(random, 0.7), 0.95);
        return low > 0.7 || high < 0.7;
      },
      3000,
    );
    expect(misses).toSatisfy(agreeWith(0.05, 3000));
  });
});

describe('the largest deviation in 20 windows of 100 requests at 10 %', () => {
  const setting = { windows: 20, requests: 100, p: 0.1 };

  it('passes each bound as often as stated', () => {
    const bounds = [0.05, 0.07, amplitudeQuantile(0.99, setting), amplitudeQuantile(1 - alpha, setting)];
    const passed = bounds.map(() => 0);
    count(13, (random) => {
      const shares = Array.from({ length: 20 }, () => drawBinomial(random, 100, 0.1) / 100);
      const largest = Math.max(...shares.map((share) => Math.abs(share - 0.1)));
      bounds.forEach((bound, index) => {
        if (largest > bound + 1e-9) passed[index]!++;
      });
      return false;
    });
    bounds.forEach((bound, index) =>
      expect(passed[index]).toSatisfy(agreeWith(1 - chanceOfAmplitudeUpTo(bound, setting))),
    );
    expect(passed[3]!).toSatisfy(stayBelow(alpha));
  });
});
