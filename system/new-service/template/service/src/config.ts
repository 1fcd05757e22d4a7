import { serviceConfigFields, wholeNumberVariable } from '@weather/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceConfigFields,
  MESSAGE_QUEUE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http URL, such as http://message-queue:3001' })
    .transform((url) => new URL(url).origin)
    .default('http://message-queue:3001')
    .describe('whose log is read'),
  MESSAGE_QUEUE_TIMEOUT_MS: wholeNumberVariable(1, 600_000)
    .default(5000)
    .describe('shorter than what message-queue waits for a push, so that it hears the reason'),
  MAX_STATIONS: wholeNumberVariable(1, 1_000_000)
    .default(1000)
    .describe('in memory; the one heard of least recently is let go, and read from the log again when it comes back'),
  MAX_WAITING: wholeNumberVariable(1, 1_000_000)
    .default(1000)
    .describe('observations in hand at once; more are answered 503 with Retry-After'),
});

export type Config = z.output<typeof configSchema>;
