import { describe, expect, it } from 'vitest';
import { binomialPower, binomialRegion } from './binomial-region.ts';
import { independence, successivePicks } from './count-tests.ts';
import { quantileTest } from './quantile-test.ts';
import { createRandom, drawPicks, type Random } from './random.ts';

/* The checks of the labs on faults and timeouts, as in calibration.test.ts: each on 10,000 synthetic runs. */
const runs = 10_000;
const alpha = 1e-4;

function alarmsOf(seed: number, isAlarm: (random: Random) => boolean, times = runs): number {
  const random = createRandom(seed);
  let alarms = 0;
  for (let run = 0; run < times; run++) if (isAlarm(random)) alarms++;
  return alarms;
}

/** Whether so many hits may come of a rate; the exact region at 1e-4. */
function agreeWith(rate: number, times = runs) {
  const { low, high } = binomialRegion({ n: times, p: rate, alpha });
  return (hits: number) => hits >= low && hits <= high;
}

/** Skewed as latencies are, with this median. */
const latencies = (random: Random, n: number, median: number) =>
  Array.from({ length: n }, () => (median * -Math.log(1 - random())) / Math.LN2);

describe('quantile test of a median, 50 and 80 latencies', () => {
  it.each([50, 80])('of %d alarms as often as stated when half lie above the bound', (n) => {
    for (const level of [alpha, 0.05]) {
      const test = { bound: 40, share: 0.5, alpha: level };
      const { most } = quantileTest(latencies(createRandom(1), n, 40), test);
      const rate = binomialPower({ n, p: 0.5, region: { low: 0, high: most } });
      expect(rate).toBeLessThanOrEqual(level);
      const alarms = alarmsOf(n, (random) => !quantileTest(latencies(random, n, 40), test).holds);
      expect(alarms).toSatisfy(agreeWith(rate));
    }
  });

  it('never alarms where latencies are a tenth of what they may be', () => {
    const test = { bound: 40, share: 0.5, alpha };
    expect(alarmsOf(2, (random) => !quantileTest(latencies(random, 50, 4), test).holds)).toBe(0);
  });

  it('finds latencies that are half as long again as often as stated', () => {
    const test = { bound: 40, share: 0.5, alpha: 0.05 };
    const { most } = quantileTest(latencies(createRandom(1), 50, 40), test);
    const above = 0.5 ** (40 / 60);
    const power = binomialPower({ n: 50, p: above, region: { low: 0, high: most } });
    const found = alarmsOf(3, (random) => !quantileTest(latencies(random, 50, 60), test).holds);
    expect(found).toSatisfy(agreeWith(power));
  });
});

const pOf = (outcomes: readonly number[]) => independence(successivePicks(outcomes, [0, 1])).p;

describe('abort fault: independence of successive calls, 2,000 of them at 20 %', () => {
  it('alarms as often as stated', () => {
    const ps: number[] = [];
    alarmsOf(4, (random) => ps.push(pOf(drawPicks(random, 2000, [0.2, 0.8]))) === 0);
    expect(ps.filter((p) => p <= alpha).length).toBeLessThanOrEqual(6);
    expect(ps.filter((p) => p <= 0.05).length).toSatisfy(agreeWith(0.05));
  });

  it('finds every fifth in turn, whose share is right', () => {
    expect(pOf(Array.from({ length: 2000 }, (_, index) => (index % 5 === 0 ? 0 : 1)))).toBeLessThan(1e-20);
  });
});
