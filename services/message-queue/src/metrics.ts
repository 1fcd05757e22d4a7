import { statfsSync } from 'node:fs';
import { eventTypes, type Subscription } from '@weather/contracts';
import type { Metrics } from '@weather/service-kit';
import type { Config } from './config.ts';
import type { DeliveryOutcome } from './domain/delivery-world.ts';
import type { EventLog, LogRecord } from './domain/event-log.ts';
import type { EventStream, StreamEnd } from './domain/event-stream.ts';
import type { Subscriptions } from './domain/subscriptions.ts';

/** Versions of sinks that are told apart; the rest counts as `other`, so that labels stay bounded. */
const mostVersions = 20;

const typeNames = Object.fromEntries(Object.entries(eventTypes).map(([name, type]) => [type, name]));
const outcomes: readonly DeliveryOutcome[] = ['delivered', 'retried', 'dead-lettered', 'gone'];
const streamEndReasons: readonly StreamEnd['reason'][] = ['slow-reader', 'log-unreadable', 'shutting-down'];

/** Every instrument of the service. */
export function createInstruments(metrics: Metrics) {
  return { ...logInstruments(metrics), ...deliveryInstruments(metrics) };
}

function logInstruments(metrics: Metrics) {
  const appended = metrics.counter({
    name: 'message_queue_events_appended_total',
    help: 'Events that became durable, by type',
    labelNames: ['type'],
  });
  const streamEnds = metrics.counter({
    name: 'message_queue_stream_ends_total',
    help: 'Readers of the event stream that were cut off, by the reason that they were told',
    labelNames: ['reason'],
  });
  // From the start, so that the first one counts as an increase.
  for (const type of Object.keys(eventTypes)) appended.inc({ type }, 0);
  for (const reason of streamEndReasons) streamEnds.inc({ reason }, 0);
  return {
    countAppended(records: readonly LogRecord[]): void {
      for (const { type } of records) appended.inc({ type: typeNames[type]! });
    },
    duplicates: metrics.counter({ name: 'message_queue_duplicates_total', help: 'Events that the log already held' }),
    commits: metrics.counter({ name: 'message_queue_commits_total', help: 'Transactions, each one fsync' }),
    commitSeconds: metrics.histogram({
      name: 'message_queue_commit_seconds',
      help: 'Time of one group commit',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1],
    }),
    trimmed: metrics.counter({ name: 'message_queue_events_trimmed_total', help: 'Events deleted by retention' }),
    dropped: metrics.counter({
      name: 'message_queue_positions_dropped_total',
      help: 'Log positions deleted for want of room before every subscription was past them',
    }),
    streamEnds,
  };
}

function deliveryInstruments(metrics: Metrics) {
  const versions = new Set<string>();
  const pushes = metrics.counter({
    name: 'message_queue_pushes_total',
    help: 'Tries, by the status of the answer and the version that gave it',
    labelNames: ['status', 'version'],
  });
  const pushSeconds = metrics.histogram({
    name: 'message_queue_push_seconds',
    help: 'Time of one try',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  });
  return {
    ...deliveryOutcomes(metrics),
    deadLettersTrimmed: metrics.counter({
      name: 'message_queue_dead_letters_trimmed_total',
      help: 'Dead letters deleted by retention',
    }),
    countPush(answer: { status: number; version: string | undefined } | undefined, seconds: number): void {
      const version = answer?.version ?? 'none';
      if (versions.size < mostVersions) versions.add(version);
      pushes.inc({ status: answer?.status ?? 'none', version: versions.has(version) ? version : 'other' });
      pushSeconds.observe(seconds);
    },
  };
}

/** Counts by subscription, for those that there are: ids come and go, and their series with them. */
function deliveryOutcomes(metrics: Metrics) {
  const deliveries = metrics.counter({
    name: 'message_queue_deliveries_total',
    help: 'What became of pushes',
    labelNames: ['subscription', 'outcome'],
  });
  const counted = new Set<string>();
  return {
    countDelivery(subscription: string, outcome: DeliveryOutcome): void {
      counted.add(subscription);
      deliveries.inc({ subscription, outcome });
    },
    keepSubscriptions(ids: ReadonlySet<string>): void {
      for (const id of ids) {
        counted.add(id);
        for (const outcome of outcomes) deliveries.inc({ subscription: id, outcome }, 0);
      }
      for (const id of counted) {
        if (ids.has(id)) continue;
        counted.delete(id);
        for (const outcome of outcomes) deliveries.remove({ subscription: id, outcome });
      }
    },
  };
}

export type Instruments = ReturnType<typeof createInstruments>;

type Observed = {
  log: EventLog & { commits: { problem: Error | undefined } };
  stream: EventStream;
  subscriptions: Subscriptions;
  config: Pick<Config, 'DATA_FOLDER' | 'RETENTION_MEGABYTES'>;
};

/** Numbers that are read when they are asked for. */
export function observeState(metrics: Metrics, instruments: Instruments, observed: Observed): void {
  const { log, stream, subscriptions, config } = observed;
  const gauge = (name: string, help: string, read: () => number) =>
    metrics.gauge({
      name,
      help,
      collect() {
        this.set(read());
      },
    });
  gauge('message_queue_last_position', 'Newest position of the log', () => log.lastPosition());
  gauge('message_queue_log_bytes', 'Log on disk', () => log.extent().diskBytes);
  gauge('message_queue_event_bytes', 'Events of the log, without indexes', () => log.extent().eventBytes);
  gauge(
    'message_queue_event_bytes_limit',
    'Where retention by size begins',
    () => config.RETENTION_MEGABYTES * 1024 * 1024,
  );
  gauge('message_queue_disk_free_bytes', 'What is free on the disk of the log', () => diskFree(config.DATA_FOLDER));
  gauge('message_queue_log_refusing', '1 when the last write to the log failed, else 0', () =>
    log.commits.problem === undefined ? 0 : 1,
  );
  gauge('message_queue_stream_readers', 'Readers of the event stream', () => stream.readers);
  observeSubscriptions(metrics, instruments, subscriptions);
}

/** What a process without special rights may still use: `bavail`, not `bfree`. */
function diskFree(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function observeSubscriptions(metrics: Metrics, instruments: Instruments, subscriptions: Subscriptions): void {
  const gauge = (name: string, help: string, read: (subscription: Subscription) => number) =>
    metrics.gauge({
      name,
      help,
      labelNames: ['subscription'],
      collect() {
        const all = subscriptions.list();
        instruments.keepSubscriptions(new Set(all.map(({ id }) => id)));
        this.reset();
        for (const subscription of all) this.set({ subscription: subscription.id }, read(subscription));
      },
    });
  gauge(
    'message_queue_subscription_lag',
    'Log positions between a subscription and the newest event',
    ({ lag }) => lag,
  );
  gauge('message_queue_subscription_active', '1, or 0 when its sink has ended it', ({ state }) =>
    state === 'active' ? 1 : 0,
  );
  gauge('message_queue_dead_letters', 'Dead letters kept', ({ deadLetters }) => deadLetters);
}
