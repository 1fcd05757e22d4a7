import { runService } from '@weather/service-kit';
import { createEventLog } from './adapters/event-log.ts';
import { buildApp } from './app.ts';
import { configSchema, type Config } from './config.ts';
import type { Model } from './domain/model.ts';
import { createModelV1 } from './domain/v1/model-v1.ts';
import { createModelV2 } from './domain/v2/model-v2.ts';

await runService({
  name: 'machine-learning',
  configSchema,
  async start(parts) {
    const { config } = parts;
    const log = createEventLog({
      origin: config.MESSAGE_QUEUE_URL,
      timeoutMs: config.MESSAGE_QUEUE_TIMEOUT_MS,
      connections: config.MESSAGE_QUEUE_CONNECTIONS,
    });
    return { app: buildApp({ ...parts, model: chosenModel(config), log }), close: () => log.close() };
  },
});

function chosenModel({ MODEL, ANOMALY_DETECTOR, ANOMALY_PERCENTAGE }: Config): Model<unknown> {
  if (MODEL === 'v2') return createModelV2();
  return createModelV1({
    anomalyDetector: ANOMALY_DETECTOR === 'random' ? 'random' : 'zscore',
    anomalyPercentage: ANOMALY_PERCENTAGE,
  });
}
