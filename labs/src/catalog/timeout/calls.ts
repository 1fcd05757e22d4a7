import type { Phase } from '../../bench/evidence.ts';
import { type Joined, joined } from '../joined.ts';

export const service = 'machine-learning-v1';

/** How long the service is made to take, in milliseconds, of its own accord nearly nothing; one call after the other. */
export const handlerTimes: readonly number[] = [0, 2000, 200, 4000];

/** In all, of all handler times alike. */
export const requests = 160;

/** By this header a call says how long its answer shall take: `envoy-filter.yaml`. */
export const askFor = (ms: number): Record<string, string> =>
  ms === 0 ? {} : { 'x-envoy-fault-delay-request': String(ms) };

export interface Call extends Joined {
  /** What the service was made to take. */
  handlerMs: number;
}

/**
 * Calls for which the service takes longer than the caller has patience, and the others.
 *
 * @param timeoutMs after how many milliseconds the caller gives up
 */
export function callsOf(phase: Phase, timeoutMs: number): { slow: Call[]; fast: Call[] } {
  const calls = joined(phase).map((call) => ({ ...call, handlerMs: handlerTimes[call.variant]! }));
  return {
    slow: calls.filter(({ handlerMs }) => handlerMs > timeoutMs),
    fast: calls.filter(({ handlerMs }) => handlerMs < timeoutMs),
  };
}
