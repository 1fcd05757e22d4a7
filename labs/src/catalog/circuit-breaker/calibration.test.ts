import { describe, expect, it } from 'vitest';
import { closedLoop, type MadeUpBreaker } from '../../../test/breaker-loop.ts';
import { measuredPhase } from '../../../test/breaker-phases.ts';
import { count, countEach } from '../../../test/calibration.ts';
import { alpha } from '../../judgement/check.ts';
import { chanceOfDiscordant, ratioToNumber } from '../../statistics/discordance.ts';
import type { Random } from '../../statistics/random.ts';
import { checksOfSteps, leastTau, shareRises } from './laws.ts';
import { concurrencies, runsEach, secondsPerStep, type StepOutcome } from './steps.ts';

const levels = concurrencies.flatMap((concurrency) => Array.from({ length: runsEach }, () => concurrency));

const right = { connections: 1, waiting: 1 };
const none = { connections: 1024, waiting: 1024 };

/** Some step of each tenth experiment stands still for up to half a second. */
const withStalls = (random: Random): MadeUpBreaker => ({
  ...right,
  random,
  ...(random() < 0.1 && {
    stall: { step: Math.floor(random() * levels.length), at: 800 * random(), ms: 500 * random() },
  }),
});

/** Of a step only what the trend is made of. */
function outcomesOf(breaker: MadeUpBreaker): StepOutcome[] {
  return levels.map((concurrency, step) => {
    const requests = closedLoop({ concurrency, seconds: secondsPerStep }, step, breaker);
    const refused = requests.filter(({ handled }) => handled === undefined).length;
    const sent = requests.length;
    return { concurrency, seconds: secondsPerStep, silent: 0, lasted: 1, sent, served: sent - refused, refused };
  });
}

/** Where none of fewer runs fails, it may still fail more often than stated. */
const trendRuns = 30_000;

/** Fewer than 10,000 where whole experiments are made: each is some 1,400 requests with all their log lines. */
const wholeRuns = 500;

const results = (breaker: MadeUpBreaker, result: string) =>
  checksOfSteps(measuredPhase(levels, breaker))
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('circuit breaker', () => {
  it(`has a trend as surely as stated: none of ${trendRuns} runs is without`, () => {
    // With 95 % confidence the rate of what never came is then below this (1 − 0.05^(1/n)).
    expect(1 - 0.05 ** (1 / trendRuns)).toBeLessThanOrEqual(alpha);
    const [failures, stated] = [
      count(1, (random) => shareRises(outcomesOf(withStalls(random))).result !== 'holds', trendRuns),
      shareRises(outcomesOf(right)).alpha,
    ];
    expect([failures, stated]).toEqual([0, alpha]);
  }, 120_000);

  it('takes what has no trend for one less often than once in 10,000 runs, by the exact distribution', () => {
    // Six groups of four; every discordant pair of the 240 takes 2 from the score.
    const discordant = Math.floor((240 - leastTau * Math.sqrt(240 * 276)) / 2);
    const groups = concurrencies.map(() => runsEach);
    expect(ratioToNumber(chanceOfDiscordant(groups, discordant))).toBeLessThan(alpha);
  });

  it('has none without limits, in 1,000 runs', () => {
    expect(count(2, (random) => shareRises(outcomesOf({ ...none, random })).result === 'holds', 1000)).toBe(0);
  }, 120_000);

  it(`keeps all other laws, whatever stalls, in ${wholeRuns} runs`, () => {
    const broken = countEach(
      3,
      (random) => {
        const breaker = withStalls(random);
        return [...results(breaker, 'fails'), ...results(breaker, 'undecided')];
      },
      wholeRuns,
    );
    expect(broken).toEqual({});
  }, 120_000);

  it.each([
    { what: 'no limits', breaker: none, id: 'served-most' },
    { what: 'no limits', breaker: none, id: 'at-the-service' },
    { what: 'one that stays open half of the time', breaker: { ...right, staysOpen: true }, id: 'served-least' },
  ])(
    `never passes for $what by $id, in ${wholeRuns} runs`,
    ({ breaker, id }) => {
      const passed = count(4, (random) => !results({ ...breaker, random }, 'fails').includes(id), wholeRuns);
      expect(passed).toBe(0);
    },
    120_000,
  );
});
