import { describe, expect, it } from 'vitest';
import { agreeWith, count, countEach, stayBelow } from '../../../test/calibration.ts';
import { alpha } from '../../judgement/check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { drawPicks, type Random } from '../../statistics/random.ts';
import { checksOfDraws, replicas, requests } from '../draws.ts';

const members = Array.from({ length: replicas }, (_, index) => `pod-${index}`);
const thirds = members.map(() => 1 / replicas);

const answers = members.map((servedBy): RequestRecord => ({
  index: 0,
  sentAt: 0,
  latencyMs: 1,
  status: 200,
  servedBy,
  version: 'v1',
  marks: {},
  error: '',
}));

const failing = (picks: readonly number[]) =>
  checksOfDraws(
    picks.map((pick) => answers[pick]!),
    members,
  )
    .filter(({ result }) => result !== 'holds')
    .map(({ id }) => id);

const drawn = (random: Random, shares = thirds) => failing(drawPicks(random, requests, shares));

describe(`random, ${requests} requests to ${replicas} pods, in 10,000 runs`, () => {
  it('fails as seldom as stated', () => {
    const failures = countEach(1, (random) => drawn(random));
    expect(failures['all-answered'] ?? 0).toBe(0);
    expect(failures['even-shares'] ?? 0).toSatisfy(stayBelow(alpha));
    expect(failures.independence ?? 0).toSatisfy(stayBelow(alpha));
  }, 120_000);

  it('misses 40/30/30 as often as stated', () => {
    const [, even] = checksOfDraws(
      Array.from({ length: requests }, () => answers[0]!),
      members,
    );
    const { power } = even!.against!;
    expect(power).toBeGreaterThan(0.999);
    const misses = count(2, (random) => !drawn(random, [0.4, 0.3, 0.3]).includes('even-shares'));
    expect(misses).toSatisfy(agreeWith(1 - power));
  }, 120_000);
});

it('round robin of one worker or two always has even shares and never passes for random, in 1,000 runs', () => {
  for (const workers of [1, 2]) {
    const passes = count(
      3,
      (random) => {
        const places = Array.from({ length: workers }, () => Math.floor(random() * replicas));
        const picks = Array.from({ length: requests }, () => places[Math.floor(random() * workers)]!++ % replicas);
        return failing(picks).join() !== 'independence';
      },
      1000,
    );
    expect(passes).toBe(0);
  }
}, 120_000);
