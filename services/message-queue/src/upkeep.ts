import type { Logger } from '@weather/service-kit';
import type { SqliteEventLog } from './adapters/sqlite-event-log.ts';
import type { Config } from './config.ts';
import { StorageFullError } from './domain/errors.ts';
import { trimOnce, type RetentionOptions } from './domain/retention.ts';
import type { Subscriptions } from './domain/subscriptions.ts';
import type { Instruments } from './metrics.ts';

const probeEveryMs = 1000;

/** Keeps the log in bounds with retention, and while the disk is full a small write now and then, to notice when there is room. */
export function startUpkeep(
  { config, logger }: { config: Config; logger: Logger },
  instruments: Instruments,
  log: SqliteEventLog,
  subscriptions: Subscriptions,
): () => void {
  const retention = retentionOptions(config, logger, instruments, log, subscriptions);
  const trim = async () => {
    const more = await trimOnce(retention).catch(
      (error: Error) => void logger.error({ err: error }, 'retention failed'),
    );
    trimming = setTimeout(trim, more ? 1 : config.RETENTION_INTERVAL_MS).unref();
  };
  let trimming = setTimeout(trim, config.RETENTION_INTERVAL_MS).unref();
  const probing = setInterval(() => {
    if (log.commits.problem instanceof StorageFullError)
      log.probe().then(
        () => logger.info('there is room for events again'),
        () => {},
      );
  }, probeEveryMs).unref();
  return () => {
    clearTimeout(trimming);
    clearInterval(probing);
  };
}

function retentionOptions(
  config: Config,
  logger: Logger,
  instruments: Instruments,
  log: SqliteEventLog,
  subscriptions: Subscriptions,
): RetentionOptions {
  return {
    log,
    maxAgeMs: config.RETENTION_HOURS * 60 * 60 * 1000,
    maxBytes: config.RETENTION_MEGABYTES * 1024 * 1024,
    now: Date.now,
    neededAfter: () => subscriptions.neededAfter(),
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
