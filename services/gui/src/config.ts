import { serviceConfigFields, wholeNumberVariable } from '@weather/service-kit';
import { z } from 'zod';

const httpOrigin = z
  .url({ protocol: /^https?$/, error: 'must be an http URL such as http://127.0.0.1:3002' })
  .transform((value) => new URL(value).origin);

export const configSchema = z.object({
  ...serviceConfigFields,
  PORT: wholeNumberVariable(0, 65_535).default(3000).describe('0 draws a free one'),
  MESSAGE_QUEUE_URL: httpOrigin.default('http://127.0.0.1:3002').describe('origin of message-queue'),
  SIMULATION_URL: httpOrigin.default('http://127.0.0.1:3001').describe('origin of simulation'),
  STATION_SILENCE_MS: wholeNumberVariable(1000, 7 * 86_400_000)
    .default(3_600_000)
    .describe('a station that says nothing for so long leaves the page'),
});

export type Config = z.output<typeof configSchema>;
