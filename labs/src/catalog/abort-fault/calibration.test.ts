import { describe, expect, it } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { agreeWith, count, countEach, stayBelow } from '../../../test/calibration.ts';
import { recordOf } from '../../../test/made-up-record.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import type { Joined } from '../joined.ts';
import { requestsOfShare as n } from './rules.ts';
import { amount, noMemory } from './share.ts';

const usual = 20;

const called = (flags: string): Joined => ({
  record: recordOf(undefined, 500, 0),
  variant: 0,
  line: accessLine({ flags }),
});
const [aborted, served] = [called('FI'), called('')];

const drawn = (random: Random, percentage: number) =>
  Array.from({ length: n }, () => (100 * random() < percentage ? aborted : served));

describe(`${usual} % of ${n} calls, in 10,000 runs`, () => {
  it('fail as seldom as stated, by their share and by which follows which', () => {
    const failures = countEach(1, (random) => {
      const calls = drawn(random, usual);
      return [amount(calls, usual), noMemory(calls, usual)].flatMap(({ id, result }) => (result === 'holds' ? [] : id));
    });
    expect(failures.share ?? 0).toSatisfy(stayBelow(alpha));
    expect(failures['no-memory'] ?? 0).toSatisfy(stayBelow(alpha));
  }, 120_000);

  it('miss 30 % as often as stated', () => {
    const { power } = amount(drawn(Math.random, usual), usual).against!;
    expect(power).toBeGreaterThan(0.999);
    expect(count(2, (random) => amount(drawn(random, usual + 10), usual).result === 'holds')).toSatisfy(
      agreeWith(1 - power),
    );
  }, 120_000);

  it('never pass for drawn where each fifth in turn is aborted', () => {
    const inTurn = Array.from({ length: n }, (_, index) => (index % 5 === 0 ? aborted : served));
    expect([amount(inTurn, usual).result, noMemory(inTurn, usual).result]).toEqual(['holds', 'fails']);
  });
});
