import type { EventLog, Trimmed } from './event-log.ts';
import type { SubscriptionStore } from './subscription.ts';

export type RetentionOptions = {
  log: EventLog;
  maxAgeMs: number;
  maxBytes: number;
  now: () => number;
  /** Position that every subscription is past. */
  neededAfter: () => number;
  onTrimmed: (
    trimmed: Trimmed & { /** How far it cut into what a subscription had not got. */ dropped: number },
  ) => void;
};

/** Events or dead letters deleted per step: short enough that nobody waits for it. */
const step = 500;

/**
 * Deletes what is too old or too much, one small step at a time.
 * Age never takes what a subscription has not got; size does, and says so.
 * @returns whether there is more to delete
 */
export async function trimOnce(options: RetentionOptions): Promise<boolean> {
  const { log, maxAgeMs, maxBytes, now, neededAfter, onTrimmed } = options;
  const needed = neededAfter();
  const trimmed = await log.trim({ storedBefore: now() - maxAgeMs, maxBytes, neededAfter: needed, maxEvents: step });
  if (trimmed.deleted === 0) return false;
  onTrimmed({ ...trimmed, dropped: Math.min(trimmed.deleted, Math.max(0, trimmed.upTo - needed)) });
  return trimmed.deleted >= step;
}

export type DeadLetterRetention = {
  store: SubscriptionStore;
  maxAgeMs: number;
  mostPerSubscription: number;
  now: () => number;
  onTrimmed: (deleted: number) => void;
};

/**
 * Deletes dead letters that are too old or too many, one small step at a time.
 * @returns whether there is more to delete
 */
export async function trimDeadLettersOnce(retention: DeadLetterRetention): Promise<boolean> {
  const { store, maxAgeMs, mostPerSubscription, now, onTrimmed } = retention;
  const deleted = await store.trimDeadLetters({ failedBefore: now() - maxAgeMs, mostPerSubscription, limit: step });
  if (deleted > 0) onTrimmed(deleted);
  return deleted >= step;
}
