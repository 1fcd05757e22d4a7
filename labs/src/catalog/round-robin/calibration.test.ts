import { describe, expect, it } from 'vitest';
import { count } from '../../../test/calibration.ts';
import { drawPicks, type Random } from '../../statistics/random.ts';
import { observations, orderOfOne, orderOfSeveral, replicas, requests } from './checks.ts';

const members = Array.from({ length: replicas }, (_, index) => `pod-${index}`);
const thirds = members.map(() => 1 / replicas);

const named = (picks: readonly number[]) => picks.map((pick) => members[pick]!);
const draws = (random: Random, n: number) => named(drawPicks(random, n, thirds));

/** Each request goes to one of the workers at random, and each worker starts anywhere. */
function circles(random: Random, n: number, workers: number): string[] {
  const places = Array.from({ length: workers }, () => Math.floor(random() * replicas));
  return named(Array.from({ length: n }, () => places[Math.floor(random() * workers)]!++ % replicas));
}

describe('round robin, in 10,000 runs', () => {
  it(`never fails for ${requests} requests of one client, and draws never pass for it`, () => {
    expect(count(1, (random) => orderOfOne(circles(random, requests, 1), members).result !== 'holds')).toBe(0);
    const misses = count(2, (random) => orderOfOne(draws(random, requests), members).result !== 'fails');
    expect(misses).toBe(0);
    expect(orderOfOne(draws(Math.random, requests), members).against!.power).toBeCloseTo(1, 12);
  }, 120_000);

  it.each([1, 2, 4, 8])(
    `never fails for ${observations} pushes of %i workers, and draws never pass for it`,
    (workers) => {
      const result = (picks: string[]) => orderOfSeveral(picks, members, workers).result;
      expect(count(3, (random) => result(circles(random, observations, workers)) !== 'holds')).toBe(0);
      const { power } = orderOfSeveral(draws(Math.random, observations), members, workers).against!;
      expect(power).toBeGreaterThan(0.99999);
      expect(count(4, (random) => result(draws(random, observations)) !== 'fails')).toBe(0);
    },
    120_000,
  );
});
