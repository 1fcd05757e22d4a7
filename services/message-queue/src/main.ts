import { runService, StartError } from '@weather/service-kit';
import { buildApp } from './app.ts';
import { configSchema } from './config.ts';
import { SinkNotAllowedError, StorageFailedError } from './domain/errors.ts';

await runService({
  name: 'message-queue',
  configSchema,
  async start(parts) {
    const { config, logger } = parts;
    if (config.DURABILITY === 'off')
      logger.warn('DURABILITY=off: acknowledged events may be lost; for measurements only');
    try {
      return await buildApp(parts, {
        onStorageFailed(error) {
          logger.fatal({ err: error }, `the log cannot be used any more, stopping: ${error.message}`);
          process.exit(1);
        },
      });
    } catch (error) {
      if (error instanceof StorageFailedError) throw new StartError(error.message, { cause: error });
      if (error instanceof SinkNotAllowedError)
        throw new StartError(`SUBSCRIPTIONS: ${error.message}`, { cause: error });
      throw error;
    }
  },
});
