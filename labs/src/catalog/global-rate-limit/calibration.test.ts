import { expect, it } from 'vitest';
import { count } from '../../../test/calibration.ts';
import { limitedPhase } from '../../../test/gateway-phases.ts';
import type { Random } from '../../statistics/random.ts';
import { guard, onePerMinute } from './checks.ts';
import { secondsAcross } from './traffic.ts';

/** Begun at any moment, with a limiter whose clock is off by as much as the guard allows. */
function resultOf(random: Random, limit: number): string {
  const left = 60 * random();
  const delay = 0.2;
  const ahead = 1000 * (-guard + random() * (2 * guard - delay));
  // Whoever begins shortly before a full minute goes on to the next one.
  const seconds = secondsAcross(left);
  const phase = limitedPhase({ limit, ahead, before: left, seconds, random });
  return onePerMinute(phase, 1).result;
}

it('one per minute never fails in 10,000 runs, and always has enough to be judged by', () => {
  expect(count(1, (random) => resultOf(random, 1) !== 'holds')).toBe(0);
}, 120_000);

it.each([0, 2, 1000])(
  '%d per minute never pass for one in 2,000 runs',
  (limit) => {
    expect(count(2, (random) => resultOf(random, limit) !== 'fails', 2000)).toBe(0);
  },
  120_000,
);
