import type { Metrics } from '@weather/service-kit';
import type { EventLog } from './domain/event-log.ts';
import type { EventStream } from './domain/event-stream.ts';
import type { Subscriptions } from './domain/subscriptions.ts';

/** Versions of sinks that are told apart; the rest counts as `other`, so that labels stay bounded. */
const mostVersions = 20;

/** Every instrument of the service. */
export function createInstruments(metrics: Metrics) {
  return { ...logInstruments(metrics), ...deliveryInstruments(metrics) };
}

function logInstruments(metrics: Metrics) {
  return {
    appended: metrics.counter({ name: 'message_queue_events_appended_total', help: 'Events that became durable' }),
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
    streamEnds: metrics.counter({
      name: 'message_queue_stream_ends_total',
      help: 'Readers of the event stream that were cut off, by the reason that they were told',
      labelNames: ['reason'],
    }),
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
    outcomes: metrics.counter({
      name: 'message_queue_deliveries_total',
      help: 'What became of pushes',
      labelNames: ['subscription', 'outcome'],
    }),
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

export type Instruments = ReturnType<typeof createInstruments>;

/** Numbers that are read when they are asked for. */
export function observeState(
  metrics: Metrics,
  { log, stream, subscriptions }: { log: EventLog; stream: EventStream; subscriptions: Subscriptions },
): void {
  metrics.gauge({
    name: 'message_queue_last_position',
    help: 'Newest position of the log',
    collect() {
      this.set(log.lastPosition());
    },
  });
  metrics.gauge({
    name: 'message_queue_log_bytes',
    help: 'Log on disk',
    collect() {
      this.set(log.extent().diskBytes);
    },
  });
  metrics.gauge({
    name: 'message_queue_stream_readers',
    help: 'Readers of the event stream',
    collect() {
      this.set(stream.readers);
    },
  });
  observeSubscriptions(metrics, subscriptions);
}

function observeSubscriptions(metrics: Metrics, subscriptions: Subscriptions): void {
  metrics.gauge({
    name: 'message_queue_subscription_lag',
    help: 'Log positions between a subscription and the newest event',
    labelNames: ['subscription'],
    collect() {
      this.reset();
      for (const { id, lag } of subscriptions.list()) this.set({ subscription: id }, lag);
    },
  });
  metrics.gauge({
    name: 'message_queue_dead_letters',
    help: 'Dead letters kept',
    labelNames: ['subscription'],
    collect() {
      this.reset();
      for (const { id, deadLetters } of subscriptions.list()) this.set({ subscription: id }, deadLetters);
    },
  });
}
