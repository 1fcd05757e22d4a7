import { describe, expect, it } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { count, stayBelow } from '../../../test/calibration.ts';
import { recordOf } from '../../../test/made-up-record.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import type { Joined } from '../joined.ts';
import { jasonWaitsNoLonger } from './checks.ts';
import { requests, users } from './users.ts';

const delay = 7;
const jasons = requests / users.length;
const record = recordOf(undefined, 200, 0);

/** Skewed as latencies are, with this median in ms. */
const took = (random: Random, median: number) => (median * -Math.log(1 - random())) / Math.LN2;

const lasting = (length: number, ms: () => number) =>
  Array.from({ length }, (): Joined => ({ record, variant: 0, line: accessLine({ durationMs: ms() }) }));

/** Of a delay in s, where everybody's requests take so many ms besides; jason's so many more. */
const judged = (random: Random, made: { delay: number; usualMs: number; moreMs?: number }) =>
  jasonWaitsNoLonger(
    {
      jasons: lasting(jasons, () => 1000 * made.delay + took(random, made.usualMs + (made.moreMs ?? 0))),
      others: lasting(requests - jasons, () => took(random, made.usualMs)),
    },
    delay,
  );

describe(`the delay of ${jasons} requests beside ${requests - jasons} others, in 10,000 runs`, () => {
  it.each([3, 60])(
    'never fails for too long where all take %d ms besides',
    (usualMs) => {
      expect(count(1, (random) => judged(random, { delay, usualMs }).result !== 'holds')).toBe(0);
    },
    60_000,
  );

  it('fails as seldom as stated where half of them lie above what is allowed', () => {
    // Two hundredths of the delay, and what others take, which is hardly anything.
    const failures = count(2, (random) => judged(random, { delay, usualMs: 0.01, moreMs: 140 }).result !== 'holds');
    expect(failures).toSatisfy(stayBelow(alpha));
  }, 60_000);

  it('never misses a delay that is a second longer', () => {
    expect(judged(Math.random, { delay, usualMs: 3 }).against!.power).toBe(1);
    expect(count(3, (random) => judged(random, { delay: delay + 1, usualMs: 60 }).result !== 'fails')).toBe(0);
  }, 60_000);
});
