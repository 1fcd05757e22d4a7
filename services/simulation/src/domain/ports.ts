import type { ObservationEvent } from '@weather/contracts';

/** What became of a request. `unavailable`: worth another try, not before `retryAfterMs` if that is given. */
export type Answer<T> =
  | { kind: 'given'; value: T }
  | { kind: 'refused' }
  | { kind: 'unavailable'; retryAfterMs?: number };

/** message-queue, as a simulation needs it. Neither call rejects; a fired signal ends it with `unavailable`. */
export interface EventLog {
  publish(event: ObservationEvent, signal: AbortSignal): Promise<Answer<{ duplicate: boolean }>>;
  /** Sequence of the newest observation of a station, 0 if there is none. */
  lastSequence(stationId: string, signal: AbortSignal): Promise<Answer<number>>;
}

export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Waits; a fired signal ends the wait early and without an error. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What is counted, once for this simulation's account and once for the metrics of the process. */
export type Counted = 'generated' | 'sent' | 'acked' | 'duplicates' | 'retried' | 'failed' | 'late' | 'plantedFaults';

/** The world outside a simulation. */
export interface World {
  log: EventLog;
  clock: Clock;
  /** Uniform in [0, 1): jitter, so that clients that failed together do not come back together. */
  random(): number;
  onCount(counted: Counted): void;
}
