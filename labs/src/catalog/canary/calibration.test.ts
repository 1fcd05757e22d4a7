import { describe, expect, it, vi } from 'vitest';
import { agreeWith, count, countEach, normal, stayBelow } from '../../../test/calibration.ts';
import { madeUpErrors } from '../../../test/canary-phases.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { betterForecaster } from '../forecasts/better-forecaster.ts';
import { cut } from '../forecasts/held-out-observations.ts';
import { amplitude, split, windowLength } from './split.ts';

// On a busy machine thousands of runs take long.
vi.setConfig({ testTimeout: 120_000 });

/** The thesis's. */
const share = 0.1;

const n = cut.stretches * cut.hours;

const ofV1 = { version: 'v1' };
const ofV2 = { version: 'v2' };
const answers = (random: Random, drawn: number) => Array.from({ length: n }, () => (random() < drawn ? ofV2 : ofV1));

/** A hundred requests at a time go to one version. */
const stuckAnswers = (random: Random) =>
  Array.from({ length: n / windowLength }, () => (random() < share ? ofV2 : ofV1)).flatMap((one) =>
    Array.from({ length: windowLength }, () => one),
  );

/** As many observations and stretches as in a run, and errors that differ as much as both models' do. */
const forecasts = (random: Random, gain: number) =>
  betterForecaster(
    madeUpErrors(() => normal(random), { n: share * n, stretches: cut.stretches, gain }),
    'v2 forecasts better',
  );

describe(`the canary's share of ${n} requests, in 10,000 runs`, () => {
  it('fails as seldom as stated under 90/10, the share and its swing', () => {
    const failures = countEach(1, (random) => {
      const records = answers(random, share);
      return [split(records, share), amplitude(records, share)]
        .filter(({ result }) => result !== 'holds')
        .map(({ id }) => id);
    });
    expect(failures.share ?? 0).toSatisfy(stayBelow(alpha));
    expect(failures.amplitude ?? 0).toSatisfy(stayBelow(alpha));
  });

  it('misses 85/15 as often as stated', () => {
    const { power } = split(
      answers(() => 0, share),
      share,
    ).against!;
    expect(power).toBeGreaterThan(0.999);
    expect(count(2, (random) => split(answers(random, 0.15), share).result === 'holds')).toSatisfy(
      agreeWith(1 - power),
    );
  });

  it('never misses half of them by its swing', () => {
    expect(amplitude(answers(Math.random, 0.5), share).against!.power).toBeCloseTo(1, 12);
    expect(count(3, (random) => amplitude(answers(random, 0.5), share).result === 'holds')).toBe(0);
  });

  it('finds a swing that is no chance, where the share is right', () => {
    const missed = count(4, (random) => amplitude(stuckAnswers(random), share).result === 'holds');
    // It is not seen when v2 gets none of the windows.
    expect(missed).toSatisfy(agreeWith((1 - share) ** (n / windowLength)));
  });
});

describe('the better forecaster on what a tenth of the traffic is, in 10,000 runs', () => {
  it('is called better as seldom as stated when it is not', () => {
    const { alpha: stated } = forecasts(Math.random, 0);
    expect(stated).toBeCloseTo(0.01, 12);
    expect(count(5, (random) => forecasts(random, 0).result === 'holds')).toSatisfy(agreeWith(stated));
  });

  it('is nearly always seen to be better when it is so by 0.7 degrees', () => {
    expect(count(6, (random) => forecasts(random, 0.7).result !== 'holds')).toBeLessThan(100);
  });
});
