import { describe, expect, it } from 'vitest';
import { agreeWith, count, stayBelow } from '../../../test/calibration.ts';
import { recordOf } from '../../../test/made-up-record.ts';
import { podOf } from '../../../test/routed-phases.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { evenShare } from './checks.ts';
import { evenRequests as n } from './traffic.ts';

const [ofV1, ofV2] = ['v1', 'v2'].map((version) => recordOf(podOf(version, 1), 200, 0)) as [
  ReturnType<typeof recordOf>,
  ReturnType<typeof recordOf>,
];

const judged = (random: Random, share: number) =>
  evenShare(
    Array.from({ length: n }, () => (random() < share ? ofV2 : ofV1)),
    0.5,
  );

describe(`half of ${n} requests, in 10,000 runs`, () => {
  it('fails as seldom as stated under 50/50', () => {
    expect(count(1, (random) => judged(random, 0.5).result !== 'holds')).toSatisfy(stayBelow(alpha));
  }, 60_000);

  it.each([0.4, 0.6])(
    'misses a share of %d for v2 as often as stated',
    (share) => {
      const { power } = judged(Math.random, 0.5).against!;
      expect(power).toBeGreaterThan(0.999);
      expect(count(2, (random) => judged(random, share).result === 'holds')).toSatisfy(agreeWith(1 - power));
    },
    60_000,
  );
});
