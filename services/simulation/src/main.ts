import { runService } from '@weather/service-kit';
import { readArchive } from './adapters/archive.ts';
import { createMessageQueue } from './adapters/message-queue.ts';
import { systemClock } from './adapters/system-clock.ts';
import { buildApp } from './app.ts';
import { configSchema } from './config.ts';

await runService({
  name: 'simulation',
  configSchema,
  async start(parts) {
    const { config } = parts;
    const log = createMessageQueue({
      origin: config.MESSAGE_QUEUE_URL,
      timeoutMs: config.MESSAGE_QUEUE_TIMEOUT_MS,
      connections: config.MAX_SENDERS,
    });
    const { app, stop } = buildApp({ ...parts, log, clock: systemClock, archive: await readArchive() });
    return { app, stopIntake: stop, close: () => log.close() };
  },
});
