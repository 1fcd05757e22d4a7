import { binomialRegion } from '../src/statistics/binomial-region.ts';
import { createRandom, type Random } from '../src/statistics/random.ts';

/*
 * Synthetic runs. A rate agrees with what is stated when its count lies in the exact binomial region at 1e-4; at an
 * alpha of 1e-4 that leaves up to 6 alarms of 10,000. Seeds are fixed, so that a test that passes always passes.
 */

/** As many runs as a calibration has unless it says otherwise. */
export const runs = 10_000;

/** In how many runs something happens. */
export function count(seed: number, isHit: (random: Random, run: number) => boolean, times = runs): number {
  const random = createRandom(seed);
  let hits = 0;
  for (let run = 0; run < times; run++) if (isHit(random, run)) hits++;
  return hits;
}

/** How often each of several things happens. */
export function countEach(
  seed: number,
  happened: (random: Random) => readonly string[],
  times = runs,
): Record<string, number> {
  const random = createRandom(seed);
  const counts: Record<string, number> = {};
  for (let run = 0; run < times; run++) for (const what of happened(random)) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}

/** Whether so many hits may come of a rate. */
export function agreeWith(rate: number, times = runs) {
  const { low, high } = binomialRegion({ n: times, p: rate, alpha: 1e-4 });
  return (hits: number) => hits >= low && hits <= high;
}

/** Whether so many hits may come of a rate or a lower one. */
export function stayBelow(rate: number, times = runs) {
  const { high } = binomialRegion({ n: times, p: rate, alpha: 2e-4 });
  return (hits: number) => hits <= high;
}

/** The next number of the standard normal distribution. */
export const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
