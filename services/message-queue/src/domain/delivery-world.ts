import type { EventLog, LogRecord } from './event-log.ts';
import type { RetryPolicy, TryResult } from './retry-policy.ts';
import type { SubscriptionStore } from './subscription.ts';

export type DeliveryLimits = {
  /** Pushes of one subscription that may be under way at once. */
  window: number;
  /** Events held in memory per station, and per subscription over all stations. */
  laneDepth: number;
  lookahead: number;
  /** Stations that may wait for another try before reading ahead stops. */
  waitingStations: number;
};

/** What became of one try to deliver. */
export type DeliveryOutcome = 'delivered' | 'retried' | 'dead-lettered' | 'gone';

/** What delivery needs of the world, so that tests can be its clock, its dice and its network. */
export type DeliveryWorld = {
  log: Pick<EventLog, 'read' | 'lastPosition'>;
  store: SubscriptionStore;
  /** One try; never rejects. */
  send: (subscription: { id: string; sink: string }, record: LogRecord) => Promise<TryResult>;
  /** The subscription begins no more tries: what was kept for them can go. */
  release: (subscription: string) => void;
  now: () => number;
  random: () => number;
  /** Calls back after `ms`; answers how to call it off. */
  after: (ms: number, callback: () => void) => () => void;
  retry: RetryPolicy;
  limits: DeliveryLimits;
  observe: (subscription: string, outcome: DeliveryOutcome, record: LogRecord) => void;
  onError: (error: Error) => void;
};
