import { statsPath, statsSchema } from '@weather/contracts';
import type { Server } from '@weather/service-kit';
import type { EventLog } from '../domain/event-log.ts';
import type { EventStream } from '../domain/event-stream.ts';
import type { RateMeter } from '../domain/rate-meter.ts';
import type { Subscriptions } from '../domain/subscriptions.ts';

export type StatsDeps = {
  log: EventLog;
  stream: EventStream;
  subscriptions: Subscriptions;
  published: RateMeter;
  delivered: RateMeter;
  duplicates: () => number;
};

/** GET /api/v1/stats. */
export function addStatsRoute(
  app: Server,
  { log, stream, subscriptions, published, delivered, duplicates }: StatsDeps,
): void {
  const schema = { tags: ['stats'], summary: 'The log and its readers in numbers', response: { 200: statsSchema } };
  app.get(statsPath, { schema }, async () => {
    const { events, firstPosition, lastPosition, diskBytes } = log.extent();
    return {
      events,
      firstPosition,
      lastPosition,
      bytes: diskBytes,
      publishedPerSecond: published.perSecond(),
      deliveredPerSecond: delivered.perSecond(),
      duplicates: duplicates(),
      streams: stream.readers,
      subscriptions: subscriptions.list(),
    };
  });
}
