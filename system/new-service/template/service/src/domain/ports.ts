import type { ObservationsPage } from '@weather/contracts';

/** The log of observations, which outlives every replica. It may fail with LogUnavailableError. */
export interface EventLog {
  /** The first observations, of one station or of all, with `after` < position < `before`, in the order of the log. */
  observations(range: { station?: string; after: number; before?: number }): Promise<ObservationsPage>;
}

/**
 * What became of an observation. taken: it came next. caught-up: others before it had to be read from the log.
 * repeat: it was there already. refolded: the log was begun anew, and so was the station, from what the log holds now.
 */
export const outcomes = ['taken', 'caught-up', 'repeat', 'refolded'] as const;

export type Outcome = (typeof outcomes)[number];

/** Told of everything that is worth counting. */
export interface Instruments {
  received(outcome: Outcome | 'failed'): void;
  /** A station was put out of memory, for want of room. */
  evicted(): void;
}
