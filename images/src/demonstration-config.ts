import { serviceConfigFields } from '@weather/service-kit';
import { z } from 'zod';

const { LOG_LEVEL, POD_NAME } = serviceConfigFields;

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http URL, such as http://simulation:3001' })
  .transform((url) => new URL(url).origin);

export const demonstrationConfigSchema = z.object({
  LOG_LEVEL,
  POD_NAME,
  SIMULATION_URL: origin.default('http://simulation:3001').describe('who makes the observations'),
  MESSAGE_QUEUE_URL: origin.default('http://message-queue:3001').describe('whose log tells how far they came'),
});
