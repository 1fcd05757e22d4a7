import { modelNameSchema } from '@weather/contracts';
import { decimalVariable, serviceConfigFields, wholeNumberVariable } from '@weather/service-kit';
import { z } from 'zod';

const fields = z.object({
  ...serviceConfigFields,
  SERVICE_VERSION: z.string().max(50).default('dev').describe('stands in every result as the version of its model'),
  MODEL: modelNameSchema.describe('v1: moving average; v2: online regression'),
  ANOMALY_DETECTOR: z
    .enum(['zscore', 'random', 'robust'])
    .optional()
    .describe('v1: zscore (default) or random; v2: robust'),
  ANOMALY_PERCENTAGE: decimalVariable(0, 100)
    .optional()
    .describe('of readings, for ANOMALY_DETECTOR=random; default 5'),
  MESSAGE_QUEUE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http URL, such as http://message-queue:3001' })
    .transform((url) => new URL(url).origin)
    .default('http://message-queue:3001')
    .describe('where observations are read and results published'),
  MESSAGE_QUEUE_TIMEOUT_MS: wholeNumberVariable(1, 600_000)
    .default(5000)
    .describe('shorter than what message-queue waits for a push, so that it hears the reason'),
  MESSAGE_QUEUE_CONNECTIONS: wholeNumberVariable(1, 10_000).default(64).describe('to message-queue, at most'),
  MAX_STATIONS: wholeNumberVariable(1, 1_000_000)
    .default(1000)
    .describe(
      'in memory, v2 needs about 150 KiB for each; the one used least recently is let go, and folded again from the log when it comes back',
    ),
  MAX_WAITING: wholeNumberVariable(1, 1_000_000)
    .default(1000)
    .describe('observations in hand at once; more are answered 503 with Retry-After'),
});

/** What there is of settings, made whole and free of contradictions. */
export const configSchema = fields.transform((config, context) => {
  const { MODEL, ANOMALY_DETECTOR = MODEL === 'v1' ? 'zscore' : 'robust', ANOMALY_PERCENTAGE = 5 } = config;
  const refuse = (variable: keyof typeof config, message: string) =>
    context.addIssue({ code: 'custom', path: [variable], message });
  if ((MODEL === 'v2') !== (ANOMALY_DETECTOR === 'robust')) {
    refuse('ANOMALY_DETECTOR', `must be ${MODEL === 'v1' ? 'zscore or random' : 'robust'} with MODEL=${MODEL}`);
  }
  if (config.ANOMALY_PERCENTAGE !== undefined && ANOMALY_DETECTOR !== 'random') {
    refuse('ANOMALY_PERCENTAGE', 'means something with ANOMALY_DETECTOR=random only');
  }
  return { ...config, ANOMALY_DETECTOR, ANOMALY_PERCENTAGE };
});

export type Config = z.output<typeof configSchema>;
