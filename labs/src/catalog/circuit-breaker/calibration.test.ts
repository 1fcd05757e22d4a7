import { describe, expect, it } from 'vitest';
import { closedLoop, type MadeUpBreaker } from '../../../test/breaker-loop.ts';
import { measuredPhase } from '../../../test/breaker-phases.ts';
import { count, countEach, stayBelow } from '../../../test/calibration.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { checksOfSteps, shareRises } from './laws.ts';
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

/** Fewer than 10,000 where whole experiments are made: each is some 1,400 requests with all their log lines. */
const wholeRuns = 500;

const results = (breaker: MadeUpBreaker, result: string) =>
  checksOfSteps(measuredPhase(levels, breaker))
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('circuit breaker', () => {
  it('has a trend as surely as stated, in 10,000 runs', () => {
    const failures = count(1, (random) => shareRises(outcomesOf(withStalls(random))).result !== 'holds');
    expect(failures).toSatisfy(stayBelow(alpha));
  }, 120_000);

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
