import { describe, expect, test } from 'vitest';
import { type Answer, phaseWith, served } from '../../../test/joined-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { handlerTimes } from './calls.ts';
import { timeout } from './timeout.ts';

interface MadeUp {
  /** Milliseconds after which the caller gives up. */
  timeoutMs: number;
  /** How late the proxy's timer rings, at most. */
  lateMs: number;
  flags: string;
  counterOff: number;
  answerTo: (handlerMs: number) => Answer | undefined;
}

const rule: MadeUp = { timeoutMs: 1000, lateMs: 6, flags: 'UT', counterOff: 0, answerTo: () => undefined };

function phase(setting: Partial<MadeUp>, requests = 160): Phase {
  const { timeoutMs, lateMs, flags, counterOff, answerTo } = { ...rule, ...setting };
  const random = createRandom(1);
  const answers = Array.from({ length: requests }, (_, index) => {
    const handlerMs = handlerTimes[index % handlerTimes.length]!;
    const late = lateMs * random();
    const asRuled: Answer =
      handlerMs > timeoutMs
        ? { status: 504, latencyMs: timeoutMs + late, flags, sentOn: true, served: false, serverMs: timeoutMs }
        : served(handlerMs + late, { serverMs: handlerMs });
    return answerTo(handlerMs) ?? asRuled;
  });
  const timeouts = answers.filter((answer) => answer.flags === 'UT').length + counterOff;
  const growth = {
    'cluster.outbound|3001||machine-learning-v1.weather.svc.cluster.local;.upstream_rq_timeout': timeouts,
  };
  return phaseWith({ name: 'calls', variants: handlerTimes.map(() => ({})), growth }, answers);
}

const idsOf = (setting: Partial<MadeUp>, result = 'fails', requests?: number) =>
  timeout
    .judge([phase(setting, requests)])
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('a timeout of one second', () => {
  test('all laws hold under the rule', () => {
    const checks = timeout.judge([phase({})]);
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(5);
  });

  test('also on a machine that rings half of all timers up to 50 ms late', () => {
    expect(idsOf({ lateMs: 100 })).toEqual([]);
  });

  test.each([Infinity, 10_000])('a timeout after %d ms, which nothing reaches', (timeoutMs) => {
    expect(idsOf({ timeoutMs })).toEqual(['slow-given-up', 'not-late']);
    expect(idsOf({ timeoutMs }, 'undecided')).toEqual(['not-early']);
  });

  test.each([500, 980])('a timeout after %d ms', (timeoutMs) => {
    expect(idsOf({ timeoutMs })).toEqual(['not-early']);
  });

  test('a timeout after 100 ms gives up what would be in time', () => {
    expect(idsOf({ timeoutMs: 100 })).toEqual(['not-early', 'fast-served', 'service-is-slow']);
  });

  test('a timeout after 1.2 s', () => {
    expect(idsOf({ timeoutMs: 1200 })).toEqual(['not-late']);
  });

  test('a delay on the route of the timeout: everything is served, late', () => {
    expect(idsOf({ answerTo: () => served(2003, { flags: 'DI' }) })).toEqual([
      'slow-given-up',
      'not-late',
      'fast-served',
    ]);
  });

  test('a service that is never slow says nothing about timeouts', () => {
    expect(idsOf({ answerTo: () => served(2) })).toEqual(['slow-given-up', 'service-is-slow']);
  });

  test('a 504 of somebody else is none of this timeout', () => {
    expect(idsOf({ flags: '' })).toEqual(['slow-given-up']);
  });

  test('a counter that tells of other timeouts is a witness that disagrees', () => {
    expect(idsOf({ counterOff: 1 })).toEqual(['timeouts-counted']);
  });

  test('a few calls decide nothing', () => {
    expect(idsOf({}, 'undecided', 20)).toHaveLength(5);
    // Half of 80 are slow, half fast: enough for their times, too few for a law that has no exception.
    expect(idsOf({}, 'undecided', 80)).toEqual(['slow-given-up', 'fast-served', 'service-is-slow']);
    expect(() => timeout.judge([phase({}, 0)])).not.toThrow();
  });

  test('figures show a wait that ends at the timeout', () => {
    const [curve] = timeout.figures([phase({})]);
    const [half] = curve?.kind === 'curve' ? curve.series : [];
    expect(half!.points.map(({ x, y }) => [x, Math.round(y / 50) * 50])).toEqual([
      [0, 0],
      [200, 200],
      [2000, 1000],
      [4000, 1000],
    ]);
  });
});

const failing = (ms: number, timeoutMs: number) =>
  timeout
    .exercise!.under({ ms })
    .judge([phase({ timeoutMs })])
    .filter(({ result }) => result !== 'holds')
    .map(({ id }) => id);

describe("a student's timeout", () => {
  test.each([1100, 1337, 1500])('of %d ms is judged by itself', (ms) => {
    expect(failing(ms, ms)).toEqual([]);
    const { rule: own } = timeout.exercise!.under({ ms });
    expect([own.title, own.expectations[0]!.what]).toEqual([
      `${ms / 1000} seconds`,
      `callers of machine-learning-v1 give up after ${ms} ms`,
    ]);
  });

  test("is not the lab's own, and not twice as long", () => {
    for (const ms of [1100, 1500]) expect(failing(ms, 1000)).toEqual(['not-early']);
    expect(failing(1200, 2400)).toEqual(['slow-given-up', 'not-late']);
  });
});

test('every setting fits the rules', async () => {
  const objects = await readRules(scenarioFolder(timeout.scenario));
  const kinds = timeout.controls.map(({ name, change }) => [name, change(objects).map(({ kind }) => kind)]);
  expect(Object.fromEntries(kinds)).toEqual({
    'no-timeout': ['EnvoyFilter'],
    'too-long': ['VirtualService', 'EnvoyFilter'],
    'too-short': ['VirtualService', 'EnvoyFilter'],
    'same-route': ['VirtualService'],
  });
});
