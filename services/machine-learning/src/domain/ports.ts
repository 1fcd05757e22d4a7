import type { ObservationReceived, ObservationsPage } from '@weather/contracts';
import type { ResultEvent } from './result-events.ts';

/** The log of all events, which outlives every replica. Either may fail with LogUnavailableError. */
export interface EventLog {
  /** The first observations of a station with `after` < position < `before`, in the order of the log. */
  observations(range: { station: string; after: number; before: number }): Promise<ObservationsPage>;
  /** Resolves once all of one observation's results are durable. What the log already holds is no error. */
  publish(results: readonly ResultEvent[]): Promise<void>;
}

export type Outcome = ObservationReceived['outcome'];

/** Told of everything that is worth counting. */
export interface Instruments {
  received(outcome: Outcome | 'failed'): void;
  /** An observation was fetched from the log and learnt. */
  caughtUp(): void;
  published(results: readonly ResultEvent[]): void;
  /** A station was put out of memory, for want of room. */
  evicted(): void;
}
