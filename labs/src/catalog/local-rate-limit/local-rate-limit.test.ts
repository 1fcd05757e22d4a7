import { describe, expect, test } from 'vitest';
import { bucketPhase, type MadeUpLimit } from '../../../test/bucket-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { timing } from './checks.ts';
import { localRateLimit } from './local-rate-limit.ts';

const judged = (limit: MadeUpLimit, pods = 3) => {
  const checks = localRateLimit.judge([bucketPhase('one', 1, limit), bucketPhase('three', pods, limit)]);
  return Object.fromEntries(checks.map(({ id, result }) => [id, result]));
};

const failing = (limit: MadeUpLimit) =>
  Object.entries(judged(limit))
    .filter(([, result]) => result === 'fails')
    .map(([id]) => id);

const redIn = (phases: readonly Phase[]) =>
  localRateLimit
    .judge(phases)
    .filter(({ result }) => result === 'fails')
    .map(({ id }) => id);

const rule = { tokens: 10 };
const laws = ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'];

describe('local rate limit', () => {
  test('10 per minute and pod: everything holds', () => {
    expect(new Set(Object.values(judged(rule)))).toEqual(new Set(['holds']));
    expect(new Set(Object.values(judged({ ...rule, counters: { off: 0 } })))).toEqual(new Set(['holds']));
  });

  test('no rule, or one that is not enforced: all pass', () => {
    expect(failing({ ...rule, enforced: false })).toEqual([...laws, 'refusals']);
  });

  test.each([100, 20])('a bucket of %d lets too many through', (tokens) => {
    expect(failing({ tokens })).toEqual(laws);
  });

  test('a bucket that is refilled once a minute only, as in 2022, lets too few through', () => {
    expect(failing({ ...rule, inSteps: true })).toEqual(laws);
  });

  test('three pods that share one bucket let through a third', () => {
    expect(failing({ ...rule, shared: true })).toEqual(['three-bucket', 'three-amount']);
  });

  test('a request that was tried again, or that a log does not know of, makes the attempt worthless', () => {
    const phases = [bucketPhase('one', 1, rule), bucketPhase('three', 3, rule)];
    phases[0]!.proxies[0]!.log[3]!.attempts = 2;
    phases[1]!.proxies[0]!.log[3]!.attempts = 3;
    expect(redIn(phases)).toEqual(['one-tries', 'three-tries']);
    for (const { proxies } of phases) proxies[0]!.log.splice(3, 1);
    expect(redIn(phases)).toEqual(['one-witnesses', 'three-witnesses']);
  });

  test('a refusal without the mark may be anybody’s', () => {
    expect(failing({ ...rule, mark: false })).toEqual(['refusals']);
  });

  test('who refuses is said of all that were planned, or not at all', () => {
    const phases = [bucketPhase('one', 1, rule), bucketPhase('three', 3, rule)];
    for (const { load } of phases) Object.assign(load, { plan: { tool: 'k6', requests: load.records.length + 1 } });
    const refusals = localRateLimit.judge(phases).find(({ id }) => id === 'refusals')!;
    expect(refusals.result).toBe('undecided');
  });

  test('a pod that stood still may have refused later than its log says', () => {
    const phases = [bucketPhase('one', 1, { tokens: 20 }), bucketPhase('three', 3, rule)];
    phases[0]!.proxies[1]!.log[3]!.durationMs = 1000 * timing + 1;
    expect(redIn(phases)).toEqual([]);
    phases[0]!.proxies[1]!.log[3]!.durationMs = 1000 * timing;
    expect(redIn(phases)).toEqual(['one-bucket', 'one-amount']);
  });

  test('with fewer pods than the rule is about nothing is said of their number', () => {
    expect(judged(rule, 2)).toMatchObject({ 'three-bucket': 'undecided', 'three-amount': 'undecided' });
  });

  test('a counter that tells another number is a witness that disagrees', () => {
    expect(failing({ ...rule, counters: { off: 1 } })).toEqual(['one-refusal-witnesses', 'three-refusal-witnesses']);
  });

  test('what others asked meanwhile may explain what was refused, but never what passed', () => {
    expect(judged({ tokens: 5, others: 3 })).toMatchObject({ 'one-bucket': 'undecided', 'one-amount': 'undecided' });
    expect(failing({ tokens: 20, others: 3 })).toEqual(laws);
    expect(failing({ ...rule, others: 3, counters: { off: 2 } })).toEqual([]);
  });

  test('draws a burst, each pod by itself, and three times as much for three pods', () => {
    const [timeline, curve, bars] = localRateLimit.figures([
      bucketPhase('one', 1, rule),
      bucketPhase('three', 3, rule),
    ]);
    expect(timeline).toMatchObject({ kind: 'timeline' });
    expect(curve).toMatchObject({ kind: 'curve', series: [{}, {}, {}] });
    expect(bars).toMatchObject({ kind: 'bars', bars: [{ value: 12 }, { value: 36 }] });
  });
});
