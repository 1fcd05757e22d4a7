import { pauseMs } from '../src/catalog/circuit-breaker/steps.ts';
import type { LoadStep } from '../src/load/plan.ts';
import type { Random } from '../src/statistics/index.ts';

/** A made-up circuit breaker and the service behind it. */
export interface MadeUpBreaker {
  connections: number;
  waiting: number;
  /** Milliseconds. */
  handlerMs?: number;
  /** Turns everybody away in the second half of each step. */
  staysOpen?: boolean;
  /** From that moment of a step on, for so long, nobody sends: the machine stands still. In ms. */
  stall?: { step: number; at: number; ms: number };
  /** Without it all times are the same each time. */
  random?: Random;
  /** Status of what is turned away, and what the proxy says of it. */
  refusal?: { status?: number; flags?: string; marks?: Record<string, string> };
  /** By how much the overflow counter is off. */
  counterOff?: number;
}

/** One request of a sender. Times are in ms. */
export interface LoopRequest {
  at: number;
  latencyMs: number;
  /** Undefined: it was turned away. */
  handled: { begin: number; ms: number } | undefined;
}

/** Senders in a closed loop, each with a pause after its answer, for as long as a step lasts. */
export function closedLoop({ concurrency, seconds }: LoadStep, step: number, breaker: MadeUpBreaker): LoopRequest[] {
  const { connections, waiting, handlerMs = 100, staysOpen = false, random, stall } = breaker;
  const between = (low: number, high: number, usual: number) =>
    random === undefined ? usual : low + (high - low) * random();
  const due = Array.from({ length: concurrency }, (_, sender) => between(0, 20, sender));
  const free = Array.from({ length: Math.min(connections, concurrency) }, () => 0);
  const begins: number[] = [];
  const requests: LoopRequest[] = [];
  for (;;) {
    const sender = due.indexOf(Math.min(...due));
    const at = due[sender]!;
    if (at >= seconds * 1000) return requests;
    if (stall?.step === step && at >= stall.at && at < stall.at + stall.ms) {
      due[sender] = stall.at + stall.ms + sender;
      continue;
    }
    const next = free.indexOf(Math.min(...free));
    const isOpen = staysOpen && at > seconds * 500;
    const isTaken =
      isOpen ||
      (free[next]! > at && begins.slice(-waiting - connections).filter((begin) => begin > at).length >= waiting);
    const begin = Math.max(at, free[next]! + (begins.length % 3 === 0 ? between(3, 15, 0) : between(0, 4, 0)));
    const ms = between(handlerMs - 3, handlerMs + 6, handlerMs);
    if (!isTaken) {
      begins.push(begin);
      free[next] = begin + ms;
    }
    const latencyMs = isTaken ? between(1, 15, 1) : begin + ms - at;
    due[sender] = at + latencyMs + pauseMs;
    requests.push({ at, latencyMs, handled: isTaken ? undefined : { begin, ms } });
  }
}
