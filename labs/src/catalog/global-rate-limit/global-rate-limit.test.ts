import { performSimulationPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import {
  account,
  lineOf,
  type MadeUp,
  phaseOf,
  replica,
  service,
  startedAt,
} from '../../../test/rate-limited-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { gatewayWorkload } from '../../mesh/mesh.ts';
import { globalRateLimit } from './global-rate-limit.ts';

interface Limiting {
  /** Per minute. */
  limit: number;
  /** How far the limiter's clock is ahead, in ms. */
  ahead?: number;
  flags?: string;
  others?: number;
}

const refused = { status: 429, served: false, marks: { 'x-envoy-ratelimited': 'true' } };
const passed = { status: 200, served: true, marks: {} };

/** Two requests a second, from 20 s before a full minute to 6 s after it. */
function limited({ limit, ahead = 0, flags = 'RL', others = 0 }: Limiting): Phase {
  const counts = new Map<number, number>();
  const requests = Array.from({ length: 52 }, (_, index): MadeUp => {
    const at = startedAt - 20_000 + index * 500;
    const minute = Math.floor((at + ahead) / 60_000);
    const count = (counts.get(minute) ?? 0) + 1;
    counts.set(minute, count);
    const refusal = { flags, details: 'request_rate_limited' };
    return { at, pod: 0, refusal, ...(count > limit ? refused : passed) };
  });
  return phase('limited', requests, others);
}

function withoutLimiter(name: string, denies: boolean): Phase {
  const refusal = { flags: 'RLSE', details: 'rate_limiter_error' };
  const outcome = denies ? { status: 500, served: false, marks: {} } : passed;
  const requests = Array.from({ length: 10 }, (_, index) => ({
    at: startedAt + index * 200,
    pod: 0,
    refusal,
    ...outcome,
  }));
  return phase(name, requests);
}

function phase(name: string, requests: readonly MadeUp[], others = 0): Phase {
  const simulation = replica('simulation', 1);
  const gateway = replica(gatewayWorkload, 2);
  const served = requests.filter((one) => one.served);
  const path = `${performSimulationPath}?duration=10`;
  return phaseOf({ name, title: name }, requests, {
    proxies: [
      account(
        gateway,
        'gateway',
        requests.map((one) => lineOf(one, `${simulation.address}:3001`, path)),
        {
          others: others === 0 ? {} : { [`POST ${performSimulationPath}`]: others },
        },
      ),
      account(
        simulation,
        'server',
        served.map((one) => lineOf(one, '127.0.0.6:3001', path)),
      ),
    ],
    services: [service(simulation, `POST ${performSimulationPath}`, served.length)],
  });
}

function judged(limiting: Limiting, gone = { open: false, closed: true }) {
  const phases = [limited(limiting), withoutLimiter('open', gone.open), withoutLimiter('closed', gone.closed)];
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

  test('a 429 without the flag RL is not the limiter’s', () => {
    expect(failing({ ...rule, flags: '' })).toEqual(['one-per-minute', 'refusals']);
  });

  test('a simulation of somebody else may have been the one that passed, but never a second one', () => {
    expect(judged({ limit: 0, others: 1 })).toMatchObject({ 'one-per-minute': 'undecided' });
    expect(failing({ limit: 2, others: 1 })).toContain('one-per-minute');
  });

  test('without a full minute in between nothing is said', () => {
    const short = limited(rule);
    const before = { ...short, proxies: short.proxies.map((one) => ({ ...one, log: one.log.slice(0, 20) })) };
    const [first] = globalRateLimit.judge([before, withoutLimiter('open', false), withoutLimiter('closed', true)]);
    expect(first).toMatchObject({ id: 'one-per-minute', result: 'undecided' });
  });

  test('marks the full minute in the picture', () => {
    const phases = [limited(rule), withoutLimiter('open', false), withoutLimiter('closed', true)];
    const [timeline, bars] = globalRateLimit.figures(phases);
    expect(timeline).toMatchObject({ kind: 'timeline', series: [{ label: 'simulations' }], marks: [{ at: 20 }] });
    expect(bars).toMatchObject({ bars: [{ value: 100 }, { value: 0 }] });
  });
});
