import { performSimulationPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { fewestOfAKind } from '../src/catalog/all-or-nothing.ts';
import { ratePerSecond } from '../src/catalog/global-rate-limit/traffic.ts';
import { gatewayWorkload } from '../src/mesh/mesh.ts';
import type { Random } from '../src/statistics/index.ts';
import { account, lineOf, type MadeUp, phaseOf, replica, service, startedAt } from './rate-limited-phases.ts';

/** A made-up limiter and the traffic through it. */
export interface Limiting {
  /** Per minute. */
  limit: number;
  /** How far the limiter's clock is ahead, in ms. */
  ahead?: number;
  flags?: string;
  others?: number;
  /** From how many seconds before a full minute, and for how long. */
  before?: number;
  seconds?: number;
  /** With it requests come a little late, and take a little time to the limiter. */
  random?: Random;
}

const refused = { status: 429, served: false, marks: { 'x-envoy-ratelimited': 'true' } };
const passed = { status: 200, served: true, marks: {} };

/** As many requests a second as the lab makes, across a full minute. */
export function limitedPhase(limiting: Limiting): Phase {
  const { limit, ahead = 0, flags = 'RL', others = 0, before = 20, seconds = 26, random = () => 0 } = limiting;
  const counts = new Map<number, number>();
  const requests = Array.from({ length: seconds * ratePerSecond }, (_, index): MadeUp => {
    const at = Math.round(startedAt - before * 1000 + (index * 1000) / ratePerSecond + 40 * random());
    const minute = Math.floor((at + ahead + 200 * random()) / 60_000);
    const count = (counts.get(minute) ?? 0) + 1;
    counts.set(minute, count);
    const refusal = { flags, details: 'request_rate_limited' };
    return { at, pod: 0, refusal, ...(count > limit ? refused : passed) };
  });
  return gatewayPhase('limited', requests, others);
}

export function phaseWithoutLimiter(name: string, denies: boolean, count = fewestOfAKind): Phase {
  const refusal = { flags: 'RLSE', details: 'rate_limiter_error' };
  const outcome = denies ? { status: 500, served: false, marks: {} } : passed;
  const requests = Array.from({ length: count }, (_, index) => ({
    at: startedAt + index * 40,
    pod: 0,
    refusal,
    ...outcome,
  }));
  return gatewayPhase(name, requests);
}

function gatewayPhase(name: string, requests: readonly MadeUp[], others = 0): Phase {
  const simulation = replica('simulation', 1);
  const served = requests.filter((one) => one.served);
  const path = `${performSimulationPath}?duration=10`;
  const passedOn = requests.map((one) => lineOf(one, `${simulation.address}:3001`, path));
  const arrived = served.map((one) => lineOf(one, '127.0.0.6:3001', path));
  const more = { others: others === 0 ? {} : { [`POST ${performSimulationPath}`]: others } };
  return phaseOf({ name, title: name }, requests, {
    proxies: [account(replica(gatewayWorkload, 2), 'gateway', passedOn, more), account(simulation, 'server', arrived)],
    services: [service(simulation, `POST ${performSimulationPath}`, served.length)],
  });
}
