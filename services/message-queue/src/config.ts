import { subscriptionRequestSchema } from '@weather/contracts';
import { listVariable, serviceConfigFields, wholeNumberVariable } from '@weather/service-kit';
import { z } from 'zod';
import { parseSinkRules } from './domain/sink-policy.ts';

const hour = 60 * 60 * 1000;

const subscriptionsVariable = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON array of subscriptions' });
      return z.NEVER;
    }
  })
  .pipe(z.array(subscriptionRequestSchema.required({ id: true })).max(100));

const sinkRulesVariable = listVariable.transform((list, context) => {
  try {
    return parseSinkRules(list);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

export const configSchema = z.object({
  ...serviceConfigFields,
  DATA_FOLDER: z.string().default('data/message-queue').describe('where the log lives; one process per folder'),
  DURABILITY: z
    .enum(['full', 'off'])
    .default('full')
    .describe('off: no fsync, events may be lost; for measurements only'),
  RETENTION_HOURS: wholeNumberVariable(1, 24 * 3660)
    .default(24 * 30)
    .describe('older events go, once every active subscription has them'),
  RETENTION_MEGABYTES: wholeNumberVariable(1, 1_000_000)
    .default(1024)
    .describe('of events; beyond it the oldest go, delivered or not'),
  RETENTION_DEAD_LETTER_HOURS: wholeNumberVariable(1, 24 * 3660)
    .default(24 * 30)
    .describe('since the last try'),
  RETENTION_DEAD_LETTERS: wholeNumberVariable(1, 1_000_000)
    .default(10_000)
    .describe('per subscription; beyond it the oldest go'),
  RETENTION_INTERVAL_MS: wholeNumberVariable(1, hour).default(5000).describe('between two looks at what has to go'),
  APPEND_QUEUE: wholeNumberVariable(1, 1_000_000).default(20_000).describe('events that may wait for the disk'),
  SUBSCRIPTIONS: subscriptionsVariable
    .default([])
    .describe('JSON array of {id, sink, types, start}, created or updated at start'),
  SINK_ALLOW: sinkRulesVariable
    .default(() => parseSinkRules(['http://127.0.0.1:*', 'http://localhost:*']))
    .describe('sinks that may be pushed to: http://host:port, http://*.suffix:port, port may be *'),
  DELIVERY_WINDOW: wholeNumberVariable(1, 1000).default(64).describe('pushes under way at once per subscription'),
  DELIVERY_TIMEOUT_MS: wholeNumberVariable(1, hour)
    .default(10_000)
    .describe('for one try, to the last byte of the answer'),
  DELIVERY_ATTEMPTS: wholeNumberVariable(1, 1000).default(12).describe('tries before an event becomes a dead letter'),
  DELIVERY_BACKOFF_MS: wholeNumberVariable(1, hour)
    .default(500)
    .describe('doubles with each failure, with full jitter'),
  DELIVERY_BACKOFF_MAX_MS: wholeNumberVariable(1, hour).default(60_000).describe('longest wait between two tries'),
  STREAM_HEARTBEAT_MS: wholeNumberVariable(10, hour)
    .default(15_000)
    .describe('how often each reader of the stream gets a comment, so that proxies keep it open'),
  STREAM_PATIENCE_MS: wholeNumberVariable(1, hour)
    .default(10_000)
    .describe('how long a reader with a full buffer may take nothing'),
});

export type Config = z.output<typeof configSchema>;
