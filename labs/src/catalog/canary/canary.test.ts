import { describe, expect, test } from 'vitest';
import { canaryPhase, drawnAnswers, type MadeUpAnswer, madeUpErrors } from '../../../test/canary-phases.ts';
import { decidingIds, idsOf, judged } from '../../../test/check-results.ts';
import { normal } from '../../../test/calibration.ts';
import type { Check } from '../../judgement/check.ts';
import { createRandom } from '../../statistics/random.ts';
import { canary } from './canary.ts';
import type { ForecastErrors } from '../forecasts/forecast-errors.ts';
import { cut } from '../forecasts/held-out-observations.ts';

const n = cut.stretches * cut.hours;
const right = drawnAnswers(createRandom(1), n, 0.1);

const error = (block: string, v1: number, v2: number): ForecastErrors => ({
  observation: `${block} ${v1}`,
  block,
  v1,
  v2,
  horizons: 1,
});

const errorsWith = (gain: number, stretches = 22) => {
  const random = createRandom(2);
  return madeUpErrors(() => normal(random), { n: 220, stretches, gain });
};

const checks = (answers: readonly MadeUpAnswer[], errors = errorsWith(1)) =>
  judged(canary, [canaryPhase(answers, errors)]);
const failing = (answers: readonly MadeUpAnswer[]) => idsOf(checks(answers), 'fails');
const named = (id: string, among: readonly Check[]) => among.find((check) => check.id === id)!;
const advice = (answers: readonly MadeUpAnswer[], errors = errorsWith(1)) =>
  canary.advice!([canaryPhase(answers, errors)]);

/** With the first answers of a version changed. */
function changed(by: 'v1' | 'v2', times: number, to: MadeUpAnswer): MadeUpAnswer[] {
  let left = times;
  return right.map((answer) => (answer.by === by && left-- > 0 ? to : answer));
}

describe('canary', () => {
  test('everything holds of 90/10', () => {
    expect(checks(right).filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(decidingIds(checks(right))).toEqual(['share', 'no-failures', 'amplitude', 'split-witnesses']);
  });

  test('80/20, and no split at all, are found out', () => {
    expect(failing(drawnAnswers(createRandom(3), n, 0.2))).toContain('share');
    expect(failing(drawnAnswers(createRandom(3), n, 0.5))).toEqual(['share', 'amplitude']);
  });

  test('a tenth of the requests in one go has the right share, and swings', () => {
    const inOneGo = right.map((_, index): MadeUpAnswer => ({ by: index < n / 10 ? 'v2' : 'v1' }));
    expect(failing(inOneGo)).toEqual(['amplitude']);
  });

  test('a subset without pods: what neither version answered is no answer of v1', () => {
    const answers = right.map((answer): MadeUpAnswer => (answer.by === 'v2' ? { by: undefined } : answer));
    expect(failing(answers)).toEqual(['share', 'no-failures']);
    const { counts, observed } = named('share', checks(answers));
    expect(counts).toMatchObject({ v2: 0, neither: right.filter(({ by }) => by === 'v2').length });
    expect(observed).toMatch(/^v1 \d+, v2 0, neither \d+ of 2200: v2 has 0\.0 %/);
    const [bars] = canary.figures([canaryPhase(answers, [])]);
    expect(bars).toMatchObject({ bars: [{ label: 'v1' }, { label: 'v2', value: 0 }, { label: 'neither' }] });
  });

  test('a log that knows of one less disagrees', () => {
    const phase = canaryPhase(right, errorsWith(1));
    phase.proxies[1]!.log.pop();
    expect(idsOf(judged(canary, [phase]), 'fails')).toEqual(['split-witnesses']);
  });

  test('few requests, or none, say nothing', () => {
    expect(idsOf(checks(right.slice(0, 300), []), 'undecided')).toEqual(['share', 'amplitude', 'better-forecaster']);
    expect(idsOf(checks([], []), 'undecided')).toEqual(['share', 'no-failures', 'amplitude', 'better-forecaster']);
  });

  test('the thesis’s figures are put to the test, for numbers of requests that may have been', () => {
    const { role, observed, counts } = named('thesis-figures', checks(right));
    expect(role).toBe('shown');
    expect(counts).toEqual({ 'agrees up to': 14_000, 'agrees up to, at 5 %': 3600 });
    expect(observed).toContain('11.8 % of rows of 1, 44.4 % of rows of 5, 72.5 % of rows of 20 windows');
  });

  test('the errors of both models and the gain are means of the same stretches', () => {
    // One stretch has most of the observations, and counts as much as each other.
    const errors = [
      ...Array.from({ length: 60 }, () => error('busy', 9, 1)),
      ...Array.from({ length: 23 }, (_, stretch) => error(`stretch ${stretch}`, 2, 1)),
    ];
    const { observed } = named('better-forecaster', checks(right, errors));
    expect(observed).toMatch(/^v1 is off by 2\.29 °C, v2 by 1\.00 °C: a gain of 1\.29 °C .*24 stretches/);
    const bars = canary.figures([canaryPhase(right, errors)])[2];
    expect(bars).toMatchObject({
      bars: [
        { label: 'v1', value: 55 / 24 },
        { label: 'v2', value: 1 },
      ],
    });
  });
});

describe('what the canary advises', () => {
  test.each([
    ['a better v2 is promoted', errorsWith(1), /^Promote: v2 forecasts better \(.*\), and no request failed\.$/],
    ['a worse one is rolled back', errorsWith(-1), /^Roll back: v2 forecasts worse/],
    ['one as good is held', errorsWith(0), /^Hold: the traffic does not yet say which model is better/],
    ['few stretches say nothing', errorsWith(1, 19), /^Hold: v2 got too little traffic/],
  ])('%s', (_, errors, text) => {
    expect(advice(right, errors)).toMatch(text);
  });

  test('a request that v1 failed is told, and no reason against v2', () => {
    const v1 = right.filter(({ by }) => by === 'v1').length;
    expect(advice(changed('v1', 1, { by: 'v1', status: 500 }))).toMatch(
      new RegExp(`^Promote: .*0 of the ${n - v1} requests that v2 answered failed, and 1 of v1's ${v1}\\.$`),
    );
  });

  test('requests that v2 failed speak against it when they are more than its share of the failures', () => {
    const answers = changed('v2', 3, { by: 'v2', status: 500 });
    expect(advice(answers)).toMatch(/^Roll back: 3 of the \d+ requests that v2 answered failed, and 0 of v1's/);
    expect(advice(changed('v2', 1, { by: 'v2', status: 500 }))).toMatch(/^Hold: 1 of .* does not tell v2 from v1/);
    let left = 30;
    const both = answers.map((one): MadeUpAnswer => (one.by === 'v1' && left-- > 0 ? { by: 'v1', status: 500 } : one));
    expect(advice(both)).toMatch(/^Hold: 3 of .* failed, and 30 of v1's .*does not tell v2 from v1/);
  });

  test('requests that nobody answered are nobody’s fault yet', () => {
    expect(advice(changed('v1', 2, { by: undefined }))).toMatch(
      /^Hold: 2 of 2200 requests were answered by neither version\./,
    );
  });
});
