import { describe, expect, it } from 'vitest';
import { agreeWith, count, stayBelow } from '../../../test/calibration.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { sampledShare } from './checks.ts';
import type { TracedRequest } from './traces.ts';
import { requests as n } from './traffic.ts';

const usual = 30;
const traced: TracedRequest = { index: 0, relayed: false, trace: { spans: [], pieces: [] } };
const untraced: TracedRequest = { ...traced, trace: undefined };

const judged = (random: Random, percentage: number) =>
  sampledShare(
    { requests: Array.from({ length: n }, () => (100 * random() < percentage ? traced : untraced)), orphans: [] },
    usual,
  );

describe(`${usual} % of ${n} requests that are traced, in 10,000 runs`, () => {
  it('are off as seldom as stated', () => {
    expect(count(1, (random) => judged(random, usual).result !== 'holds')).toSatisfy(stayBelow(alpha));
  }, 60_000);

  it('miss half of that as often as stated', () => {
    const { power } = judged(Math.random, usual).against!;
    expect(power).toBeGreaterThan(0.999);
    expect(count(2, (random) => judged(random, usual / 2).result === 'holds')).toSatisfy(agreeWith(1 - power));
  }, 60_000);
});
