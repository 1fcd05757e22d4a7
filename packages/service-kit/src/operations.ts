import { z } from 'zod';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import type { Server } from './server-type.ts';

const paths = { liveness: '/livez', readiness: '/readyz', metrics: '/metrics', openApi: '/openapi.json' };
const allPaths: ReadonlySet<string | undefined> = new Set(Object.values(paths));

/** Routes that watch the process rather than use it: no faults, spans or request metrics for them. */
export const isOperationsRoute = (route: string | undefined) => allPaths.has(route);

const healthSchema = z.strictObject({
  status: z.enum(['ok', 'not-ready']),
  checks: z.record(z.string(), z.string()).describe('per check `ok` or what is wrong'),
});

/** The routes that every service answers beside its own. */
export function addOperationsRoutes(app: Server, { health, metrics }: { health: Health; metrics: Metrics }): void {
  const tags = ['operations'];
  app.get(
    paths.liveness,
    { exposeHeadRoute: true, schema: { tags, summary: 'Is the process alive?', response: { 200: healthSchema } } },
    (_request, reply) => void reply.send({ status: 'ok', checks: {} }),
  );
  app.get(
    paths.readiness,
    {
      exposeHeadRoute: true,
      schema: { tags, summary: 'Can it take requests?', response: { 200: healthSchema, 503: healthSchema } },
    },
    (_request, reply) => {
      const report = health.report();
      reply.code(report.status === 'ok' ? 200 : 503).send(report);
    },
  );
  app.get(
    paths.metrics,
    { schema: { tags, summary: 'Metrics in Prometheus text format' } },
    async (_request, reply) => {
      reply.header('content-type', metrics.registry.contentType);
      return metrics.registry.metrics();
    },
  );
  let document: string | undefined;
  app.get(paths.openApi, { schema: { tags, summary: 'This description' } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    reply.header('content-type', 'application/json; charset=utf-8').send(document);
  });
}
