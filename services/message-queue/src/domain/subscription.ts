import type { EventType } from '@weather/contracts';
import type { LogRecord } from './event-log.ts';
import type { TryResult } from './retry-policy.ts';

/** Who gets which events, and how far it has come. What a restart needs. */
export type SubscriptionState = {
  id: string;
  sink: string;
  types: readonly EventType[];
  state: 'active' | 'gone';
  /** Every matching event up to here was delivered or dead-lettered, but for the stations in `pending`. */
  readTo: number;
  /** Station → position up to which its events were delivered or dead-lettered, where that is less than `readTo`. */
  pending: ReadonlyMap<string, number>;
};

/** An event that a subscription could not be given. */
export type Failure = {
  subscription: string;
  record: LogRecord;
  attempts: number;
  lastStatus: number | null;
  lastError: string;
  failedAt: number;
};

/** What is kept of the last of `attempts` tries. */
export function failureOf(
  subscription: string,
  record: LogRecord,
  attempts: number,
  result: TryResult,
  failedAt: number,
): Failure {
  const lastStatus = 'status' in result ? result.status : null;
  const lastError = 'status' in result ? `the sink answered ${result.status}` : result.error;
  return { subscription, record, attempts, lastStatus, lastError, failedAt };
}

export type StoredFailure = Failure & { id: number };

export type DeadLetterFilter = { subscription?: string; after: number; limit: number; redriving?: boolean };

/** One step of retention: at most `limit` dead letters that failed before a time, or that a subscription has too many of. */
export type DeadLetterTrim = { failedBefore: number; mostPerSubscription: number; limit: number };

/** Durable memory of subscriptions and dead letters. Each method settles when its effect is on disk. */
export interface SubscriptionStore {
  all(): SubscriptionState[];
  save(states: readonly SubscriptionState[]): Promise<void>;
  /** Its dead letters go too. */
  remove(id: string): Promise<void>;
  /** Recorded once per subscription and position; a later failure of the same event replaces the earlier. */
  addDeadLetter(failure: Failure): Promise<void>;
  removeDeadLetter(id: number): Promise<void>;
  deadLetters(filter: DeadLetterFilter): StoredFailure[];
  countDeadLetters(subscription: string): number;
  /** Deletes the oldest, but none that is on another round; answers how many. */
  trimDeadLetters(trim: DeadLetterTrim): Promise<number>;
  /** Marks dead letters for another round of tries; answers which subscriptions they belong to, with how many. */
  markForRedrive(which: { subscription: string } | { ids: readonly number[] }): Promise<Map<string, number>>;
}
