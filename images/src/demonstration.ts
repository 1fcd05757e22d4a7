import { ConfigError, createLogger, loadConfig } from '@weather/service-kit';
import { demonstrate } from '../../system/start/demonstration.ts';
import { demonstrationConfigSchema } from './demonstration-config.ts';

/** Keeps observations coming, as `pnpm start` does, until it is told to stop. */
async function run(): Promise<void> {
  const config = loadConfig(demonstrationConfigSchema);
  const logger = createLogger({ service: 'demonstration', pod: config.POD_NAME, level: config.LOG_LEVEL });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
  logger.info({ event: 'started' }, 'observations are on their way');
  await demonstrate({
    simulationUrl: config.SIMULATION_URL,
    messageQueueUrl: config.MESSAGE_QUEUE_URL,
    signal: stop.signal,
    onProblem: (problem) => logger.warn({ event: 'problem' }, problem),
  });
  logger.info({ event: 'stopped' }, 'stopped');
}

try {
  await run();
} catch (error) {
  const lines = error instanceof ConfigError ? error.faults : [(error as Error).message];
  for (const line of lines) console.error(`demonstration: ${line}`);
  process.exitCode = 1;
}
