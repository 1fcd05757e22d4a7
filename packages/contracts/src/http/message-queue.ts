import { z } from 'zod';
import { eventSchema, eventTypeSchema, storedEventSchema, storedObservationEventSchema } from '../event.ts';
import { stationIdSchema, utcTimeSchema } from '../observation.ts';
import { choiceQuery, wholeNumberQuery } from '../query.ts';
import { observationModeSchema } from './simulation.ts';

export const eventsPath = '/api/v1/events';
export const eventStreamPath = '/api/v1/events/stream';
export const observationsPath = '/api/v1/observations';
export const subscriptionsPath = '/api/v1/subscriptions';
export const deadLettersPath = '/api/v1/dead-letters';
export const statsPath = '/api/v1/stats';

/** Body limits in bytes. */
export const eventBodyLimit = 64 * 1024;
export const eventBatchBodyLimit = 1024 * 1024;
export const eventBatchLength = 1000;

const position = z.int().min(0);
const positionQuery = wholeNumberQuery(0, Number.MAX_SAFE_INTEGER);

export const eventBatchSchema = z.array(eventSchema).min(1).max(eventBatchLength);

/** The event is durable. */
export const publishedSchema = z.strictObject({
  accepted: z.literal(true),
  duplicate: z.boolean().describe('the log already held this (source, id)'),
  position: position.describe("the event's place in the log, the old one for a duplicate"),
});

/** Every event of the batch is durable; a batch is stored whole or not at all. */
export const publishedBatchSchema = z.strictObject({
  accepted: z.int().min(1),
  duplicates: z.int().min(0),
  results: z.array(z.strictObject({ duplicate: z.boolean(), position })),
});

export type PublishedBatch = z.infer<typeof publishedBatchSchema>;

/** Filters and paging that observations and events share. Pages follow the log: `order=desc` reads backwards from `before`. */
const pageFields = {
  station: stationIdSchema.optional(),
  from: utcTimeSchema.optional().describe("event's time at or after"),
  to: utcTimeSchema.optional().describe("event's time before"),
  after: positionQuery.optional().describe('only positions greater than this'),
  before: positionQuery.optional().describe('only positions less than this'),
  order: choiceQuery(['asc', 'desc']).default('asc'),
  limit: wholeNumberQuery(1, 1000).default(100),
};

export const observationsQuerySchema = z.strictObject({
  ...pageFields,
  type: observationModeSchema
    .optional()
    .describe('only observations that hold an air temperature, or a weather condition'),
});

export const eventsQuerySchema = z.strictObject({ ...pageFields, type: eventTypeSchema.optional() });

export type EventsQuery = z.infer<typeof eventsQuerySchema>;

const next = z
  .strictObject({ after: position.optional(), before: position.optional() })
  .nullable()
  .describe('what to ask for the next page; null when this was the last');

export const observationsPageSchema = z.strictObject({ items: z.array(storedObservationEventSchema), next });
export const eventsPageSchema = z.strictObject({ items: z.array(storedEventSchema), next });

export type ObservationsPage = z.infer<typeof observationsPageSchema>;

/** Comma-separated event types. */
export const streamQuerySchema = z.strictObject({
  types: z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(eventTypeSchema).min(1).max(3))
    .optional(),
  station: stationIdSchema.optional(),
  after: positionQuery
    .optional()
    .describe('start after this position; without it and without Last-Event-ID, with the next event'),
});

/** Name of the SSE event that tells a reader why it was cut off; its data is `streamEndSchema`. */
export const streamEndEvent = 'end';
export const streamEndSchema = z.strictObject({
  reason: z.enum(['slow-reader', 'log-unreadable', 'shutting-down']),
  detail: z.string(),
  position: position.describe('resume with Last-Event-ID: this'),
});

/** Name of the SSE event that tells a reader that retention was faster: what it asked for is no longer all there. */
export const streamGapEvent = 'gap';
export const streamGapSchema = z.strictObject({
  after: position.describe('last position that the reader has, or asked to begin after'),
  firstPosition: position.describe('oldest that is kept: the stream goes on with it'),
});

export type StreamGap = z.infer<typeof streamGapSchema>;

export const subscriptionIdSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be 1 to 63 lower-case letters, digits or hyphens');

export const subscriptionRequestSchema = z.strictObject({
  id: subscriptionIdSchema.optional().describe('drawn when absent'),
  sink: z
    .string()
    .min(1)
    .max(2000)
    .describe('absolute http URL that events are POSTed to; its host and port must be on the allow list'),
  types: z.array(eventTypeSchema).min(1).max(3),
  start: z
    .enum(['latest', 'earliest'])
    .default('latest')
    .describe('begin with the next event, or with the oldest that is kept'),
});

export type SubscriptionRequest = z.infer<typeof subscriptionRequestSchema>;

export const subscriptionSchema = z.strictObject({
  id: subscriptionIdSchema,
  sink: z.string(),
  types: z.array(eventTypeSchema),
  state: z.enum(['active', 'gone']).describe('gone: the sink answered 410 and gets no more events'),
  position: position.describe('every matching event up to here was delivered or dead-lettered'),
  lag: z.int().min(0).describe('log positions between here and the newest event'),
  inFlight: z.int().min(0),
  retrying: z.int().min(0).describe('stations that wait for another try'),
  delivered: z.int().min(0).describe('since start of the process'),
  deadLetters: z.int().min(0),
});

export type Subscription = z.infer<typeof subscriptionSchema>;

export const subscriptionsSchema = z.strictObject({ items: z.array(subscriptionSchema) });

export const deadLetterSchema = z.strictObject({
  id: z.int().min(1),
  subscription: subscriptionIdSchema,
  position,
  attempts: z.int().min(1),
  lastStatus: z.int().nullable().describe('HTTP status of the last try; null when there was no answer'),
  lastError: z.string(),
  failedAt: utcTimeSchema,
  event: storedEventSchema,
});

export type DeadLetter = z.infer<typeof deadLetterSchema>;

export const deadLettersQuerySchema = z.strictObject({
  subscription: subscriptionIdSchema.optional(),
  after: wholeNumberQuery(0, Number.MAX_SAFE_INTEGER).optional().describe('only ids greater than this'),
  limit: wholeNumberQuery(1, 1000).default(100),
});

export const deadLettersPageSchema = z.strictObject({ items: z.array(deadLetterSchema), next });

/** POST /api/v1/dead-letters/redrive: those of one subscription, or the ids listed. */
export const redriveRequestSchema = z
  .strictObject({
    subscription: subscriptionIdSchema.optional(),
    ids: z.array(z.int().min(1)).min(1).max(1000).optional(),
  })
  .refine((request) => (request.subscription === undefined) !== (request.ids === undefined), {
    message: 'give either subscription or ids',
  });

export const redrivenSchema = z.strictObject({ redriven: z.int().min(0) });

/** GET /api/v1/stats. Rates are means over the last 10 seconds. */
export const statsSchema = z.strictObject({
  events: z.int().min(0).describe('in the log now'),
  firstPosition: position.describe('oldest that is kept; 0 when empty'),
  lastPosition: position,
  bytes: z.int().min(0).describe('of the log on disk'),
  publishedPerSecond: z.number().min(0),
  deliveredPerSecond: z.number().min(0),
  duplicates: z.int().min(0).describe('since start of the process'),
  streams: z.int().min(0).describe('SSE readers'),
  subscriptions: z.array(subscriptionSchema),
});

export type Stats = z.infer<typeof statsSchema>;
