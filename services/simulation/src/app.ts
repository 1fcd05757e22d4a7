import { randomInt } from 'node:crypto';
import { problemSchema } from '@weather/contracts';
import { createServer, Problem, type Server, type ServiceParts } from '@weather/service-kit';
import type { Config } from './config.ts';
import type { ArchivedStation } from './domain/chosen-series.ts';
import type { Clock, EventLog } from './domain/ports.ts';
import { createRunningSimulations } from './domain/running-simulations.ts';
import { createSimulationMetrics } from './metrics.ts';
import { performSimulationRoute } from './routes/perform-simulation.ts';

export interface SimulationParts extends ServiceParts<Config> {
  log: EventLog;
  clock: Clock;
  archive: readonly ArchivedStation[];
}

/** The service without its process. `stop` ends all simulations, whose callers get their accounts so far. */
export function buildApp({ log, clock, archive, ...parts }: SimulationParts): { app: Server; stop(): Promise<void> } {
  const { config, metrics } = parts;
  const app = createServer({
    service: 'simulation',
    title: 'Weather simulation',
    problemResponse: problemSchema,
    ...parts,
  });
  acceptEmptyBodies(app);
  const running = createRunningSimulations({ simulations: config.MAX_SIMULATIONS, senders: config.MAX_SENDERS });
  const { count } = createSimulationMetrics(metrics, () => running.count);
  performSimulationRoute(app, {
    world: { log, clock, random: Math.random, onCount: count },
    archive,
    running,
    drawSeed: () => randomInt(2 ** 32),
    graceMs: config.GRACE_MS,
  });
  return { app, stop: () => running.stopAll() };
}

/** Many clients name a form's content type when they POST nothing at all; that is no reason to refuse them. */
function acceptEmptyBodies(app: Server): void {
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new Problem(415, 'unsupported-media-type', 'parameters go into the query; there is no body'));
  });
}
