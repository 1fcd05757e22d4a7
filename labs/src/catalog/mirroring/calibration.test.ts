import { describe, expect, it } from 'vitest';
import { count, countEach, stayBelow } from '../../../test/calibration.ts';
import { mirroredPhase, requests } from '../../../test/mirrored-phases.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { copiesByChance } from './copies.ts';
import { nobodyWaits } from './latency.ts';

/** Half of all requests may be copied. */
const n = requests / 2;

function judged(random: Random, drawn: number, share: number) {
  let came = 0;
  for (let request = 0; request < n; request++) if (random() < drawn) came++;
  return copiesByChance({ 'to be copied': n, 'at v2': came, missing: n - came, strangers: 0, twice: 0 }, share);
}

describe.each([0.5, 0.7, 0.9])(`a share of %d of ${n} requests that are copied, in 10,000 runs`, (share) => {
  it('fails as seldom as stated', () => {
    expect(count(1, (random) => judged(random, share, share).result !== 'holds')).toSatisfy(stayBelow(alpha));
  }, 60_000);

  it('is told from one that is 15 of a hundred lower as often as stated', () => {
    const { power } = judged(Math.random, share, share).against!;
    const missed = count(2, (random) => judged(random, share - 0.15, share).result === 'holds');
    expect(missed).toSatisfy(stayBelow(1 - power));
  }, 60_000);
});

/** Far fewer than 10,000: each run finds its power by thousands of resamplings. `src/statistics` has the shift's own rates. */
const runs = 20;

const idsOf = (random: Random, waitMs: number, result: string) =>
  nobodyWaits(mirroredPhase({ waitMs, random }), 1).flatMap((check) => (check.result === result ? check.id : []));

describe(`who waits for a copy, in ${runs} runs`, () => {
  it('nobody, so that both checks hold', () => {
    const held = countEach(3, (random) => idsOf(random, 0, 'holds'), runs);
    expect(held).toEqual({ 'never-waits': runs, 'slowest-wait-no-longer': runs });
  }, 120_000);

  it('everybody, so that both fail', () => {
    const failed = countEach(4, (random) => idsOf(random, 105, 'fails'), runs);
    expect(failed).toEqual({ 'never-waits': runs, 'slowest-wait-no-longer': runs });
  }, 120_000);
});
