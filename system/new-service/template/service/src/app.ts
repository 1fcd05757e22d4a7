import { problemSchema } from '@weather/contracts';
import { type Server, type ServiceParts, createServer } from '@weather/service-kit';
import type { Config } from './config.ts';
import type { EventLog } from './domain/ports.ts';
import { ReadModel } from './domain/read-model.ts';
import { createInstruments } from './metrics.ts';
import { rebuildPatiently } from './rebuild.ts';
import { addEventsRoute } from './routes/events.ts';
import { addExtremesRoute } from './routes/extremes.ts';

/**
 * The service without its process. It is ready as long as it runs, and begins to read the log at once: until that is
 * done, or while the log is away, each caller is told so.
 */
export function buildApp({ log, ...parts }: ServiceParts<Config> & { log: EventLog }): Server {
  const { config, logger, metrics } = parts;
  const model: ReadModel = new ReadModel({
    log,
    instruments: createInstruments(metrics, () => model.size),
    maxStations: config.MAX_STATIONS,
    maxWaiting: config.MAX_WAITING,
  });
  const app = createServer({
    service: 'template-service',
    title: "Highest and lowest temperature of each station's last day",
    problemResponse: problemSchema,
    ...parts,
  });
  addEventsRoute(app, model);
  addExtremesRoute(app, model);
  const stop = new AbortController();
  app.addHook('onReady', async () => void rebuildPatiently(model, logger, stop.signal));
  app.addHook('preClose', async () => stop.abort());
  return app;
}
