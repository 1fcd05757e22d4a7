import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  createHttpClient,
  createServer,
  runService,
  serviceConfigFields,
  StartError,
  withRemoteParent,
  forwardedHeaders,
} from '../src/index.ts';

/** A service that does nothing but what the process tests look at. */
const configSchema = z.object({
  ...serviceConfigFields,
  NEXT: z.string().optional(),
  FAIL_START: z.string().optional(),
});

await runService({
  name: 'fixture',
  configSchema,
  start: async ({ config, logger, metrics, health }) => {
    if (config.FAIL_START !== undefined) throw new StartError(config.FAIL_START);
    const app = createServer({ service: 'fixture', title: 'Fixture', config, logger, metrics, health });
    app.get('/slow', { schema: { querystring: z.object({ ms: z.coerce.number() }) } }, async ({ query }) => {
      logger.info({ event: 'slow' }, 'slow request came in');
      await sleep(query.ms);
      return { done: true };
    });
    app.post('/uncaught', async () => {
      setImmediate(() => {
        throw new Error('nobody catches me');
      });
      return {};
    });
    const next = config.NEXT === undefined ? undefined : createHttpClient({ origin: config.NEXT });
    app.get('/chain', async () => {
      const answer = await next?.request({ method: 'GET', path: '/chain' });
      logger.info({ event: 'chained' }, 'in a span');
      return { headers: forwardedHeaders(), next: answer?.body };
    });
    const push = async () => {
      await next?.request({ method: 'GET', path: '/chain' });
      logger.info({ event: 'pushed' }, 'pushed');
    };
    app.post('/push-later', async () => {
      const kept = forwardedHeaders();
      setTimeout(() => {
        void withRemoteParent(kept, 'push event', { 'messaging.operation.name': 'push' }, push);
      }, 20);
      return {};
    });
    const note = (step: string) => async () => logger.info({ event: step, stopping: health.stopping }, step);
    return {
      app,
      stopIntake: note('intake-stopped'),
      close: async () => {
        await next?.close();
        await note('resources-closed')();
      },
    };
  },
});
