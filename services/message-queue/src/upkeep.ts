import type { Logger } from '@weather/service-kit';
import type { SqliteEventLog } from './adapters/sqlite-event-log.ts';
import type { Config } from './config.ts';
import { StorageFullError } from './domain/errors.ts';
import { trimDeadLettersOnce, trimOnce, type DeadLetterRetention, type RetentionOptions } from './domain/retention.ts';
import type { SubscriptionStore } from './domain/subscription.ts';
import type { Subscriptions } from './domain/subscriptions.ts';
import type { Instruments } from './metrics.ts';
import type { RoomWatch } from './room-watch.ts';

const hour = 60 * 60 * 1000;
const probeEveryMs = 1000;

type Parts = { config: Config; logger: Logger };
type Kept = { log: SqliteEventLog; store: SubscriptionStore; subscriptions: Subscriptions; room: RoomWatch };

/** Keeps log and dead letters in bounds with retention, and notices when a full disk has room again. */
export function startUpkeep(parts: Parts, instruments: Instruments, kept: Kept): () => void {
  const { config, logger } = parts;
  const retention = eventRetention(parts, instruments, kept);
  const deadLetters = deadLetterRetention(parts, instruments, kept);
  const failed = (error: Error) => {
    // That there is no room is said once, by the one who watches it.
    if (!(error instanceof StorageFullError)) logger.error({ err: error }, 'retention failed');
  };
  const trim = async () => {
    const more = await Promise.all([trimOnce(retention), trimDeadLettersOnce(deadLetters)]).catch(failed);
    trimming = setTimeout(trim, more?.includes(true) ? 1 : config.RETENTION_INTERVAL_MS).unref();
  };
  let trimming = setTimeout(trim, config.RETENTION_INTERVAL_MS).unref();
  const probing = setInterval(() => void kept.room.look(() => kept.log.probe()), probeEveryMs).unref();
  return () => {
    clearTimeout(trimming);
    clearInterval(probing);
  };
}

function eventRetention({ config, logger }: Parts, instruments: Instruments, kept: Kept): RetentionOptions {
  return {
    log: kept.log,
    maxAgeMs: config.RETENTION_HOURS * hour,
    maxBytes: config.RETENTION_MEGABYTES * 1024 * 1024,
    now: Date.now,
    neededAfter: () => kept.subscriptions.neededAfter(),
    onTrimmed({ deleted, dropped }: { deleted: number; dropped: number }) {
      instruments.trimmed.inc(deleted);
      instruments.dropped.inc(dropped);
      if (dropped > 0)
        logger.warn(
          { dropped },
          'the log outgrew RETENTION_MEGABYTES: events were deleted before every subscription got them',
        );
    },
  };
}

function deadLetterRetention({ config, logger }: Parts, instruments: Instruments, kept: Kept): DeadLetterRetention {
  return {
    store: kept.store,
    maxAgeMs: config.RETENTION_DEAD_LETTER_HOURS * hour,
    mostPerSubscription: config.RETENTION_DEAD_LETTERS,
    now: Date.now,
    onTrimmed(deleted) {
      instruments.deadLettersTrimmed.inc(deleted);
      logger.warn({ deleted }, 'dead letters were deleted: too old, or too many of one subscription');
    },
  };
}
