import { runService } from '@weather/service-kit';
import { createEventLog } from './adapters/event-log.ts';
import { buildApp } from './app.ts';
import { configSchema } from './config.ts';

await runService({
  name: 'template-service',
  configSchema,
  async start(parts) {
    const { MESSAGE_QUEUE_URL: origin, MESSAGE_QUEUE_TIMEOUT_MS: timeoutMs } = parts.config;
    const log = createEventLog({ origin, timeoutMs });
    return { app: buildApp({ ...parts, log }), close: () => log.close() };
  },
});
