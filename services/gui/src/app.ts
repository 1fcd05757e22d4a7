import { problemSchema } from '@weather/contracts';
import { type Health, type Logger, type Metrics, type Server, createServer } from '@weather/service-kit';
import type { LiveHub } from './live-hub.ts';
import type { Config } from './config.ts';
import type { Simulations } from './domain/simulations.ts';
import type { WeatherState } from './domain/weather-state.ts';
import type { LivePublisher } from './live-publisher.ts';
import { addLiveRoutes } from './routes/live.ts';
import { addPageRoutes } from './routes/page.ts';
import { addSimulationRoutes } from './routes/simulations.ts';

export type AppParts = {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  state: () => WeatherState;
  hub: LiveHub;
  publisher: LivePublisher;
  simulations: Simulations;
  /** Folder of the built page. */
  pageFolder: string;
};

/** The app with all routes; it does not listen yet. */
export async function buildApp(parts: AppParts): Promise<Server> {
  const { config, logger, metrics, health } = parts;
  const app = createServer({
    service: 'gui',
    title: 'Weather mesh: page server',
    config,
    logger,
    metrics,
    health,
    problemResponse: problemSchema,
  });
  await addPageRoutes(app, parts.pageFolder);
  addLiveRoutes(app, parts);
  addSimulationRoutes(app, parts.simulations);
  return app;
}
