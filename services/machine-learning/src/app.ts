import { problemSchema } from '@weather/contracts';
import { createServer, type Server, type ServiceParts } from '@weather/service-kit';
import type { Config } from './config.ts';
import { Coordinator } from './domain/coordinator.ts';
import type { Model } from './domain/model.ts';
import type { EventLog } from './domain/ports.ts';
import { createInstruments, timedModel } from './metrics.ts';
import { addEventsRoute } from './routes/events.ts';
import { addModelRoute } from './routes/model.ts';

export interface MachineLearningParts extends ServiceParts<Config> {
  model: Model<unknown>;
  log: EventLog;
}

/** The service without its process. It is ready as long as it runs: a log that is away is told to each caller. */
export function buildApp({ model, log, ...parts }: MachineLearningParts): Server {
  const { config, metrics } = parts;
  const identity = { name: config.MODEL, version: config.SERVICE_VERSION };
  const coordinator: Coordinator<unknown> = new Coordinator({
    model: timedModel(model, metrics),
    speaker: { model: identity, servedBy: config.POD_NAME },
    log,
    instruments: createInstruments(metrics, () => coordinator.status().stations),
    maxStations: config.MAX_STATIONS,
    maxWaiting: config.MAX_WAITING,
  });
  const app = createServer({
    service: 'machine-learning',
    title: 'Weather forecasts and anomalies',
    problemResponse: problemSchema,
    ...parts,
  });
  addEventsRoute(app, coordinator, identity);
  addModelRoute(app, () => ({
    model: identity,
    anomalyDetector: config.ANOMALY_DETECTOR,
    ...coordinator.status(),
  }));
  return app;
}
