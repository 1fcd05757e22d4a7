import { problemSchema } from '@weather/contracts';
import { createServer, type Logger, type ServiceParts, type StartedService } from '@weather/service-kit';
import type { Config } from './config.ts';
import type { StreamEnd } from './domain/event-stream.ts';
import { RateMeter } from './domain/rate-meter.ts';
import { openEngine, type EngineOptions } from './engine.ts';
import { createInstruments, observeState, type Instruments } from './metrics.ts';
import { addDeadLetterRoutes } from './routes/dead-letters.ts';
import { addStreamRoute } from './routes/event-stream.ts';
import { addReadRoutes } from './routes/events.ts';
import { answerDomainErrors } from './routes/problem-answers.ts';
import { addPublishRoute } from './routes/publish.ts';
import { addStatsRoute } from './routes/stats.ts';
import { addSubscriptionRoutes } from './routes/subscriptions.ts';

/** Opens the log and builds the app on it; never listens. */
export async function buildApp(parts: ServiceParts<Config>, options: EngineOptions): Promise<StartedService> {
  const { config, metrics, health } = parts;
  const instruments = createInstruments(metrics);
  const engine = await openEngine(parts, instruments, options);
  const { log, store, stream, subscriptions, delivered } = engine;
  health.addCheck('log', () => log.commits.problem?.message);
  observeState(metrics, instruments, { ...engine, config });

  const app = createServer({
    service: 'message-queue',
    title: 'Weather message queue',
    ...parts,
    problemResponse: problemSchema,
  });
  const published = new RateMeter(Date.now);
  let duplicates = 0;
  const onPublished = (stored: number, repeated: number) => {
    published.add(stored);
    duplicates += repeated;
    instruments.duplicates.inc(repeated);
  };
  app.register((scope, _options, done) => {
    answerDomainErrors(scope);
    addPublishRoute(scope, { log, onPublished });
    addReadRoutes(scope, log);
    addStreamRoute(scope, {
      log,
      stream,
      patienceMs: config.STREAM_PATIENCE_MS,
      heartbeatMs: config.STREAM_HEARTBEAT_MS,
      onEnded: streamEnded(instruments, parts.logger),
    });
    addSubscriptionRoutes(scope, subscriptions);
    addDeadLetterRoutes(scope, { store, subscriptions });
    addStatsRoute(scope, { log, stream, subscriptions, published, delivered, duplicates: () => duplicates });
    done();
  });
  return { app, close: () => engine.close() };
}

/** Counts the readers of the stream that were cut off, and says so when it was not for the service's own stop. */
function streamEnded({ streamEnds }: Instruments, logger: Logger) {
  return ({ cause, ...end }: StreamEnd): void => {
    streamEnds.inc({ reason: end.reason });
    if (end.reason === 'slow-reader') logger.warn(end, 'a reader of the event stream was too slow: cut off');
    if (end.reason === 'log-unreadable')
      logger.error({ ...end, err: cause }, 'the log could not be read for a reader of the event stream: cut off');
  };
}
