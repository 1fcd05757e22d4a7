import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { runWithHeaders, type ServiceParts } from '@weather/service-kit';
import type { Resolve } from './adapters/checked-lookup.ts';
import { HttpSink } from './adapters/http-sink.ts';
import { openDatabase } from './adapters/sqlite-database.ts';
import { SqliteEventLog } from './adapters/sqlite-event-log.ts';
import { SqliteSubscriptionStore } from './adapters/sqlite-subscription-store.ts';
import type { Config } from './config.ts';
import type { DeliveryWorld } from './domain/delivery-world.ts';
import { StorageFullError } from './domain/errors.ts';
import { EventStream } from './domain/event-stream.ts';
import { RateMeter } from './domain/rate-meter.ts';
import { checkSink } from './domain/sink-policy.ts';
import { Subscriptions } from './domain/subscriptions.ts';
import type { Instruments } from './metrics.ts';
import { RoomWatch } from './room-watch.ts';
import { startUpkeep } from './upkeep.ts';

export type EngineOptions = {
  /** Told when the log must not be used any more; the process should end. */
  onStorageFailed: (error: Error) => void;
  /** Name resolution for sinks; the system's by default. */
  resolve?: Resolve;
};

type Parts = Pick<ServiceParts<Config>, 'config' | 'logger'>;

/** Bytes that may wait for one reader of the event stream. */
const streamBuffer = 256 * 1024;
const stopGraceMs = 2000;

/** Opens the log and sets everything that lives on it going: delivery, the stream, retention. */
export async function openEngine(parts: Parts, instruments: Instruments, options: EngineOptions) {
  const { config } = parts;
  const database = openDatabase(config.DATA_FOLDER, config.DURABILITY);
  const room = new RoomWatch(parts.logger, config.DATA_FOLDER);
  const log = openLog(database, config, instruments, options, room);
  const store = new SqliteSubscriptionStore(database, log.commits);
  const sink = createSink(config, instruments, options);
  const delivered = new RateMeter(Date.now);
  const world = deliveryWorld(parts, instruments, {
    log,
    store,
    send: (subscription, record) => sink.send(subscription, record),
    release: (subscription) => sink.release(subscription),
    delivered,
  });
  const subscriptions = new Subscriptions(world, {
    checkSink: (url) => void checkSink(url, config.SINK_ALLOW),
    newId: randomUUID,
    saveEveryMs: 250,
  });
  const stream = new EventStream(log, streamBuffer);
  log.onAppended((records) => {
    instruments.countAppended(records);
    stream.offer(records);
    subscriptions.offer(records);
  });
  await subscriptions.start(config.SUBSCRIPTIONS);
  const stopUpkeep = startUpkeep(parts, instruments, { log, store, subscriptions, room });

  async function close(): Promise<void> {
    stopUpkeep();
    const stopped = subscriptions.stop();
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, stopGraceMs).unref())]);
    await sink.close();
    await stopped;
    log.commits.close();
    database.close();
  }
  return { log, store, subscriptions, stream, delivered, close };
}

function openLog(
  database: DatabaseSync,
  config: Config,
  instruments: Instruments,
  options: EngineOptions,
  room: RoomWatch,
) {
  return new SqliteEventLog(database, {
    now: Date.now,
    maxWaiting: config.APPEND_QUEUE,
    onCommit(_units, seconds) {
      instruments.commits.inc();
      instruments.commitSeconds.observe(seconds);
    },
    onFull: (error) => room.refused(error),
    onFailed: options.onStorageFailed,
  });
}

function createSink(config: Config, instruments: Instruments, { resolve }: EngineOptions) {
  return new HttpSink({
    rules: config.SINK_ALLOW,
    timeoutMs: config.DELIVERY_TIMEOUT_MS,
    connections: config.DELIVERY_WINDOW,
    onTry: instruments.countPush,
    ...(resolve && { resolve }),
  });
}

function deliveryWorld(
  { config, logger }: Parts,
  instruments: Instruments,
  { delivered, ...world }: Pick<DeliveryWorld, 'log' | 'store' | 'send' | 'release'> & { delivered: RateMeter },
): DeliveryWorld {
  return {
    ...world,
    now: Date.now,
    random: Math.random,
    after(ms, callback) {
      const timer = setTimeout(callback, ms).unref();
      return () => clearTimeout(timer);
    },
    retry: {
      attempts: config.DELIVERY_ATTEMPTS,
      backoffMs: config.DELIVERY_BACKOFF_MS,
      backoffMaxMs: config.DELIVERY_BACKOFF_MAX_MS,
    },
    limits: { window: config.DELIVERY_WINDOW, laneDepth: 64, lookahead: 2048, waitingStations: 5000 },
    observe(subscription, outcome, { position, headers }) {
      if (outcome === 'delivered') delivered.add(1);
      else if (outcome !== 'retried') {
        const text =
          outcome === 'gone' ? 'the sink answered 410: its subscription ended' : 'an event became a dead letter';
        // Under the event's own request and trace, not those of the request whose turn this happens to be.
        runWithHeaders(headers, () => logger.warn({ subscription, position, outcome }, text));
      }
      instruments.countDelivery(subscription, outcome);
    },
    onError(error) {
      // That there is no room is said once, by the one who watches it.
      if (error instanceof StorageFullError) return;
      runWithHeaders({}, () => logger.error({ err: error }, 'delivery could not be written down'));
    },
  };
}
