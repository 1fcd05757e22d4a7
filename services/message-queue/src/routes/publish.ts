import {
  eventBatchBodyLimit,
  eventBatchContentType,
  eventBatchSchema,
  eventBodyLimit,
  eventContentType,
  eventSchema,
  eventsPath,
  publishedBatchSchema,
  publishedSchema,
  type WeatherEvent,
} from '@weather/contracts';
import { acceptJson, forwardedHeaders, Problem, type Server } from '@weather/service-kit';
import { z } from 'zod';
import type { EventLog } from '../domain/event-log.ts';
import { newEvent } from '../domain/new-event.ts';
import { binaryEvent } from './binary-event.ts';

export type PublishDeps = { log: EventLog; onPublished: (stored: number, duplicates: number) => void };

/** POST /api/v1/events: one event (structured or binary) or a batch. Answers once all of it is durable. */
export function addPublishRoute(app: Server, { log, onPublished }: PublishDeps): void {
  acceptJson(app, eventContentType, { bodyLimit: eventBodyLimit });
  acceptJson(app, eventBatchContentType, { bodyLimit: eventBatchBodyLimit });
  const content = {
    [eventContentType]: { schema: eventSchema },
    [eventBatchContentType]: { schema: eventBatchSchema },
    'application/json': {
      schema: z.unknown().describe("binary mode: the event's data, with its attributes in ce-* headers"),
    },
  };
  const schema = {
    tags: ['events'],
    summary: 'Publish an event or a batch; the answer comes when it is durable',
    body: { content },
    response: { 200: z.union([publishedSchema, publishedBatchSchema]) },
  };

  app.post(eventsPath, { schema }, async ({ headers, body }) => {
    const type = headers['content-type']?.split(';', 1)[0]!.trim().toLowerCase();
    const forwarded = forwardedHeaders();
    if (type === eventBatchContentType) {
      const results = await log.append((body as WeatherEvent[]).map((event) => newEvent(event, forwarded)));
      const duplicates = results.filter(({ duplicate }) => duplicate).length;
      onPublished(results.length - duplicates, duplicates);
      return { accepted: results.length, duplicates, results };
    }
    const [published] = await log.append([newEvent(singleEvent(type, headers, body), forwarded)]);
    onPublished(published!.duplicate ? 0 : 1, published!.duplicate ? 1 : 0);
    return { accepted: true as const, ...published! };
  });
}

function singleEvent(type: string | undefined, headers: Record<string, unknown>, body: unknown): WeatherEvent {
  if (type === eventContentType) return body as WeatherEvent;
  if (type !== 'application/json') {
    throw new Problem(
      415,
      'unsupported-media-type',
      `send ${eventContentType}, ${eventBatchContentType}, or application/json with ce-* headers`,
    );
  }
  return binaryEvent(headers, body);
}
