import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Span } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { callerOf } from './caller.ts';
import type { ServiceConfig } from './config.ts';
import { enterRequest } from './context.ts';
import { createFaultHook } from './faults.ts';
import type { Health } from './health.ts';
import { createHttpHistogram } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { isOperationsRoute } from './operations.ts';
import type { Server } from './server-type.ts';
import { endRequestSpan, isTracing, startRequestSpan } from './spans.ts';

type RequestHookOptions = { config: ServiceConfig; logger: Logger; metrics: Metrics; health: Health };

/** Hooks take callbacks, not promises: they run for every request, and an await costs more than all they do. */
export function addRequestHooks(
  app: Server,
  { config, logger, metrics, health }: RequestHookOptions,
  identity: Record<string, string>,
): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  const served = identity['x-served-by']!;
  const version = identity['x-version']!;
  const tracing = isTracing();
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.header('x-served-by', served).header('x-version', version).header('x-request-id', request.id);
    if (health.stopping) reply.header('connection', 'close');
    const enter = () => enterRequest(request.headers, request.id, config.FORWARD_HEADERS, done);
    const route = request.routeOptions.url;
    if (!tracing || isOperationsRoute(route)) return enter();
    const { method, url, headers } = request;
    spans.set(request, startRequestSpan({ method, url, headers, route }, enter));
  });
  const faultHook = createFaultHook(config, isOperationsRoute);
  if (faultHook !== undefined) app.addHook('onRequest', faultHook);

  const durations = createHttpHistogram(metrics);
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    if (!isOperationsRoute(route)) {
      const labels = { method: request.method, route, status_code: reply.statusCode };
      durations.observe(labels, reply.elapsedTime / 1000);
      if (logger.isLevelEnabled('debug'))
        logger.debug({ ...labels, caller: callerOf(request.headers), ms: reply.elapsedTime }, 'request answered');
    }
    const span = spans.get(request);
    if (span !== undefined) endRequestSpan(span, reply.statusCode);
    done();
  });
}

/** A proxy's request id is opaque; only what could not be logged or passed on is replaced. */
export function requestIdOf(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\x20-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}
