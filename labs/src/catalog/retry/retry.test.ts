import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flakyPhase, type MadeUpRetries, stormPhase } from '../../../test/retried-phases.ts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { ProxyRoute } from '../../envoy/configuration.ts';
import { phaseSchema } from '../../report/evidence-schema.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { acts, asInTheRule, failing, fault, flaky, istiosOwn, retriesInStorm, usual } from './rules.ts';
import { retry } from './retry.ts';
import { faultsFrom, foretold, triesAt } from './tries.ts';

/** As the phases are after they were written to a file and read again. */
const read = (phase: Phase): Phase => phaseSchema.parse(JSON.parse(JSON.stringify(z.encode(phaseSchema, phase))));

const judge = (one: Phase, storm: Phase) => retry.judge([read(one), read(storm)]);

const idsOf = (checks: ReturnType<typeof judge>, result: string) =>
  checks.filter((check) => check.result === result).map(({ id }) => id);

const failingIn = (madeUp: MadeUpRetries) => idsOf(judge(flakyPhase(madeUp), stormPhase(madeUp)), 'fails');

describe('laws and witnesses', () => {
  test('all hold of second tries as the rule has them', () => {
    const checks = judge(flakyPhase({}), stormPhase({}));
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law').map(({ id }) => id)).toEqual([
      'each-request',
      'share',
      'at-most',
      'storm',
      'few-at-once',
      'load',
      'overflow',
    ]);
  });

  test('and of a second attempt, at which the service goes on in its row of draws', () => {
    expect(failingIn({ drawn: 574 })).toEqual([]);
  });

  test('no rule, or one whose condition is not met: nothing is tried again', () => {
    expect(failingIn({ flaky: 0, failing: 0 })).toEqual(['each-request', 'share', 'storm', 'overflow']);
    expect(failingIn({ flaky: 0 })).toEqual(['each-request', 'share']);
  });

  test('one try too few is found out by the first request that would have needed it', () => {
    expect(failingIn({ flaky: 2 })).toContain('each-request');
  });

  test('one try only is too few for the share, too', () => {
    expect(failingIn({ flaky: 1 })).toEqual(['each-request', 'share']);
  });

  test('many tries serve nearly all, and are more than the bound', () => {
    expect(failingIn({ flaky: 20 })).toEqual(expect.arrayContaining(['each-request', 'at-most']));
  });

  test('without a limit on further tries the load is four times as much', () => {
    expect(failingIn({ places: 1000 })).toEqual(['few-at-once', 'load']);
  });

  test('a service that somebody else asks as well, or with another seed, is no ground to judge on', () => {
    const checks = judge(flakyPhase({ seed: 9 }), stormPhase({}));
    expect(idsOf(checks, 'fails')).toEqual(['seeded']);
    expect(idsOf(checks, 'undecided')).toEqual(['each-request']);
  });

  test('a try that the log has not is a disagreement', () => {
    const one = flakyPhase({});
    one.proxies[1]!.log.pop();
    expect(idsOf(judge(one, stormPhase({})), 'fails')).toEqual(['tries', 'flaky-witnesses']);
  });

  test('a service that is down faster than it was made to be leaves the bound undecided', () => {
    expect(idsOf(judge(flakyPhase({}), stormPhase({ failsAfterMs: 20 })), 'undecided')).toEqual(['load']);
  });

  test('without traffic nothing is said, and nothing breaks', () => {
    const none = { ...stormPhase({}), proxies: [], services: [] };
    expect(idsOf(judge(flakyPhase({}, 1), none), 'undecided')).toEqual(
      expect.arrayContaining(['each-request', 'share', 'storm', 'load']),
    );
  });
});

const judged = (attempts: number, places: number, madeUp: MadeUpRetries) =>
  retry.exercise!.under({ attempts, places }).judge([read(flakyPhase(madeUp)), read(stormPhase(madeUp))]);

const failingUnder = (attempts: number, places: number, madeUp: MadeUpRetries) =>
  idsOf(judged(attempts, places, madeUp), 'fails');

describe("a student's numbers", () => {
  test.each([
    [2, 1],
    [2, 5],
    [4, 3],
    [5, 4],
  ])('%d attempts and %d places are judged by themselves', (attempts, places) => {
    const checks = judged(attempts, places, { flaky: attempts, places });
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    for (const { against } of checks) expect(against?.power ?? 1).toBeGreaterThan(0.99);
    const { rule } = retry.exercise!.under({ attempts, places });
    expect(rule.expectations.map(({ what }) => what).join()).toMatch(
      new RegExp(`to flaky-model are tried again ${attempts} times on 5xx.* has ${places} places`),
    );
  });

  test("the lab's own are other ones", () => {
    for (const attempts of [2, 4, 5]) expect(failingUnder(attempts, 2, {})).toContain('each-request');
    expect(failingUnder(4, 1, { flaky: 4 })).toEqual(['few-at-once', 'load']);
    // Two at once are no more than three or five.
    expect(failingUnder(4, 5, { flaky: 4 })).toEqual([]);
  });

  test('without a limit even five places are too few', () => {
    expect(failingUnder(4, 5, { flaky: 4, places: 1000 })).toEqual(['few-at-once', 'load']);
  });
});

describe('what is foretold', () => {
  test('each request takes tries up to the first that does not fail', () => {
    const faults = [false, true, false, true, true, true, true, true];
    expect(foretold(faults, 4, 3)).toEqual([
      { tries: 1, status: 200 },
      { tries: 2, status: 200 },
      { tries: 4, status: 503 },
      { tries: 2, status: 200 },
    ]);
  });

  test('a row of tries is found where it was drawn, or nowhere', () => {
    const from = faultsFrom(triesAt(flakyPhase({ drawn: 1000 }), flaky))!;
    expect(from.slice(0, 20)).toEqual(faultsFrom([])!.slice(1000, 1020));
    expect(faultsFrom(triesAt(flakyPhase({ seed: 2 }), flaky))).toBeUndefined();
  });
});

const variable = (name: string, value: string | number) => JSON.stringify({ name, value: String(value) });

describe('rules', () => {
  test('every setting fits the folder, which is what the laws take for granted', async () => {
    const objects = await readRules(scenarioFolder(retry.scenario));
    for (const { change } of [retry.rule, ...retry.controls]) expect(() => change(objects)).not.toThrow();
    const text = (kind: string, name: string) =>
      JSON.stringify(objects.find((object) => object.kind === kind && object.metadata.name === name));
    expect(text('Deployment', flaky)).toContain(variable('FAULT_ERROR_RATE', fault.rate));
    expect(text('Deployment', flaky)).toContain(variable('FAULT_ERROR_STATUS', fault.status));
    expect(text('Deployment', flaky)).toContain(variable('FAULT_SEED', fault.seed));
    expect(text('Deployment', failing)).toContain(variable('FAULT_DELAY_MS', 100));
    expect(text('VirtualService', flaky)).toContain(`"attempts":${usual.attempts}`);
    expect(text('VirtualService', failing)).toContain(`"attempts":${retriesInStorm}`);
    expect(text('DestinationRule', 'failing-model-bounded')).toContain(`"maxRetries":${usual.places}`);
  });
});

const host = (found: ProxyRoute['retries']) => ({
  routeConfiguration: '3001',
  name: flaky,
  domains: [flaky],
  rateLimits: [],
  routes: [{ name: '', match: {}, clusters: [], retries: found, timeoutMs: undefined, raw: {} }],
});

const instead = (expected: Expectation, found: ProxyRoute['retries']) =>
  expected.missing({ clusters: [], listeners: [], virtualHosts: [host(found)] }, () => []);

describe('what the proxy must have', () => {
  const [, ruled] = acts(asInTheRule(usual)) as [Expectation, Expectation];
  const [, istios] = acts({ ...asInTheRule(usual), flaky: istiosOwn }) as [Expectation, Expectation];

  test('is told from what it has instead', () => {
    expect(instead(ruled, { attempts: 3, on: '5xx' })).toBeUndefined();
    expect(instead(ruled, { attempts: 2, on: '5xx' })).toBe('they are tried again 2 times on 5xx');
    expect(instead(ruled, { attempts: 3, on: 'connect-failure' })).toContain('3 times on connect-failure');
    expect(instead(ruled, undefined)).toBe('they are never tried again');
    expect(
      instead(istios, { attempts: 2, on: 'connect-failure,refused-stream,unavailable,cancelled' }),
    ).toBeUndefined();
  });
});

describe('figures', () => {
  test('show which try served a request, and what a service that is down has to do', () => {
    const figures = retry.figures([flakyPhase({}), stormPhase({})]);
    const [bars, curve] = figures;
    const values = bars?.kind === 'bars' ? bars.bars : [];
    expect(values.map(({ label }) => label)).toEqual([
      'served by try 1',
      'served by try 2',
      'served by try 3',
      'served by try 4',
      'not served',
    ]);
    for (const { value, low, high } of values) expect(value >= low! && value <= high!).toBe(true);
    const ends = curve?.kind === 'curve' ? curve.series.map(({ points }) => points.at(-1)!.y) : [];
    expect(ends[0]).toBe(480);
    expect(ends[1]).toBeLessThan(220);
    expect(ends[2]).toBe(120);
  });
});
