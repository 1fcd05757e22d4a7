import { describe, expect, test } from 'vitest';
import { type Limiting, limitedPhase, phaseWithoutLimiter } from '../../../test/gateway-phases.ts';
import { fewestOfAKind } from '../all-or-nothing.ts';
import { guard } from './checks.ts';
import { globalRateLimit } from './global-rate-limit.ts';
import { ratePerSecond, secondsAcross } from './traffic.ts';

function judged(limiting: Limiting, gone = { open: false, closed: true }) {
  const phases = [
    limitedPhase(limiting),
    phaseWithoutLimiter('open', gone.open),
    phaseWithoutLimiter('closed', gone.closed),
  ];
  return Object.fromEntries(globalRateLimit.judge(phases).map(({ id, result }) => [id, result]));
}

const failing = (...given: Parameters<typeof judged>) =>
  Object.entries(judged(...given))
    .filter(([, result]) => result === 'fails')
    .map(([id]) => id);

const rule = { limit: 1 };

describe('global rate limit', () => {
  test.each([0, 1500, -1500])('1 per minute, by a clock that is %d ms ahead: everything holds', (ahead) => {
    expect(new Set(Object.values(judged({ ...rule, ahead })))).toEqual(new Set(['holds']));
  });

  test('1000 per minute: all pass', () => {
    expect(failing({ limit: 1000 })).toEqual(['one-per-minute', 'refusals']);
  });

  test('2 per minute are one too many', () => {
    expect(failing({ limit: 2 })).toEqual(['one-per-minute']);
  });

  test('none per minute is one too few', () => {
    expect(failing({ limit: 0 })).toEqual(['one-per-minute']);
  });

  test('no filter, or nothing that it is to ask about: all pass, with and without the limiter', () => {
    expect(failing({ limit: Infinity }, { open: false, closed: false })).toEqual([
      'one-per-minute',
      'refusals',
      'limiter-gone-closed',
    ]);
  });

  test('failure_mode_deny the wrong way round', () => {
    expect(failing(rule, { open: true, closed: false })).toEqual(['limiter-gone-open', 'limiter-gone-closed']);
  });

  test('too few requests decide nothing, and fewer than were planned neither', () => {
    const short = limitedPhase({ ...rule, seconds: 12 });
    const phases = [short, phaseWithoutLimiter('open', false, 49), phaseWithoutLimiter('closed', true, 49)];
    const laws = globalRateLimit.judge(phases).filter(({ role }) => role === 'law');
    expect(laws.map(({ result }) => result)).toEqual(Array.from(laws, () => 'undecided'));
  });

  test('from whatever second on, across a full minute there are enough requests', () => {
    for (let left = 0; left <= 60; left += 0.5)
      expect(secondsAcross(left) * ratePerSecond).toBeGreaterThanOrEqual(fewestOfAKind);
  });

  test('a gateway that stood still may have asked in another minute than its log says', () => {
    const limited = limitedPhase({ limit: 2 });
    limited.proxies[0]!.log[3]!.durationMs = 1000 * guard + 1;
    const phases = [limited, phaseWithoutLimiter('open', false), phaseWithoutLimiter('closed', true)];
    expect(globalRateLimit.judge(phases)[0]).toMatchObject({ id: 'one-per-minute', result: 'undecided' });
  });

  test('a 429 without the flag RL is not the limiter’s', () => {
    expect(failing({ ...rule, flags: '' })).toEqual(['one-per-minute', 'refusals']);
  });

  test('a simulation of somebody else may have been the one that passed, but never a second one', () => {
    expect(judged({ limit: 0, others: 1 })).toMatchObject({ 'one-per-minute': 'undecided' });
    expect(failing({ limit: 2, others: 1 })).toContain('one-per-minute');
  });

  test('a 429 without the mark, and an error, are neither served nor refused', () => {
    const { marks } = limitedPhase(rule).load.records.at(-1)!;
    expect(marks).toEqual({ 'x-envoy-ratelimited': 'true' });
    const phases = [limitedPhase(rule), phaseWithoutLimiter('open', false), phaseWithoutLimiter('closed', true)];
    phases[0]!.load.records.at(-1)!.marks = {};
    expect(globalRateLimit.judge(phases).find(({ id }) => id === 'refusals')!.result).toBe('fails');
  });

  test('a log that knows of one less disagrees, in each phase', () => {
    const phases = [limitedPhase(rule), phaseWithoutLimiter('open', false), phaseWithoutLimiter('closed', true)];
    for (const { proxies } of phases) proxies[0]!.log.pop();
    const red = globalRateLimit.judge(phases).filter(({ role, result }) => role === 'witness' && result === 'fails');
    expect(red.map(({ id }) => id)).toEqual(['limited-witnesses', 'open-witnesses', 'closed-witnesses']);
  });

  test('without a full minute in between nothing is said', () => {
    const short = limitedPhase(rule);
    const before = { ...short, proxies: short.proxies.map((one) => ({ ...one, log: one.log.slice(0, 20) })) };
    const [first] = globalRateLimit.judge([
      before,
      phaseWithoutLimiter('open', false),
      phaseWithoutLimiter('closed', true),
    ]);
    expect(first).toMatchObject({ id: 'one-per-minute', result: 'undecided' });
  });

  test('marks the full minute in the picture', () => {
    const phases = [limitedPhase(rule), phaseWithoutLimiter('open', false), phaseWithoutLimiter('closed', true)];
    const [timeline, bars] = globalRateLimit.figures(phases);
    expect(timeline).toMatchObject({ kind: 'timeline', series: [{ label: 'simulations' }], marks: [{ at: 20 }] });
    expect(bars).toMatchObject({ bars: [{ value: 100 }, { value: 0 }] });
  });
});
