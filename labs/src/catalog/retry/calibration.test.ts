import { describe, expect, it } from 'vitest';
import { agreeWith, count, stayBelow } from '../../../test/calibration.ts';
import { flakyPhase } from '../../../test/retried-phases.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { servedShare, share } from './checks.ts';
import { usual } from './rules.ts';
import { requests as n } from './traffic.ts';

const phase = flakyPhase({});

/** What the client is answered where each request may be tried so many times again. */
function judged(random: Random, retries: number) {
  let served = 0;
  for (let request = 0; request < n; request++) if (random() < servedShare(retries)) served++;
  return share({ ...phase, load: { ...phase.load, statuses: { 200: served, 503: n - served } } }, usual.attempts);
}

describe(`what is served of ${n} requests, of which each try fails half of the time, in 10,000 runs`, () => {
  it('is off as seldom as stated', () => {
    expect(count(1, (random) => judged(random, usual.attempts).result !== 'holds')).toSatisfy(stayBelow(alpha));
  }, 60_000);

  it('passes for what one further try makes as often as stated', () => {
    const { setting, power } = judged(Math.random, usual.attempts).against!;
    expect(setting).toBe('attempts 1');
    expect(count(2, (random) => judged(random, 1).result === 'holds')).toSatisfy(agreeWith(1 - power));
  }, 60_000);
});
