import { serviceConfigFields, wholeNumberVariable } from '@weather/service-kit';
import { z } from 'zod';

export const configSchema = z.object({
  ...serviceConfigFields,
  MESSAGE_QUEUE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http URL, such as http://message-queue:3001' })
    .transform((url) => new URL(url).origin)
    .default('http://message-queue:3001')
    .describe('where observations go'),
  MESSAGE_QUEUE_TIMEOUT_MS: wholeNumberVariable(1, 600_000)
    .default(10_000)
    .describe('a request without an answer after this is tried again'),
  MAX_SIMULATIONS: wholeNumberVariable(1, 10_000).default(500).describe('at once; more are answered 429'),
  MAX_SENDERS: wholeNumberVariable(1, 20_000)
    .default(2048)
    .describe('over all simulations, and so the most connections'),
  GRACE_MS: wholeNumberVariable(0, 60_000).default(1000).describe('wait for what is unanswered when a duration ends'),
});

export type Config = z.output<typeof configSchema>;
