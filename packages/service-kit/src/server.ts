import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { fastify, LogController } from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Span } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { ServiceConfig } from './config.ts';
import { enterRequest } from './context.ts';
import { addNotFound, answerBrokenRequest, answerError } from './errors.ts';
import { createFaultHook } from './faults.ts';
import type { Health } from './health.ts';
import { acceptJson } from './json-body.ts';
import { createHttpHistogram } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { describeRoutes } from './openapi.ts';
import { addOperationsRoutes, isOperationsRoute } from './operations.ts';
import type { Server } from './server-type.ts';
import { endRequestSpan, isTracing, startRequestSpan } from './spans.ts';
import { checkedSerializer, plainSerializer, validatorCompiler } from './validation.ts';

export type ServerOptions = {
  service: string;
  /** Heads the OpenAPI document. */
  title: string;
  config: ServiceConfig;
  logger: Logger;
  metrics: Metrics;
  health: Health;
  /** Schema of the problem+json that any route may answer. */
  problemResponse?: z.ZodType;
};

/**
 * A fastify app that has all that services share: probes, metrics, OpenAPI, ids and trace context of each request,
 * problem+json for every error, fault switches. The service adds its routes; runService or a test makes it listen.
 */
export function createServer(options: ServerOptions): Server {
  const { config, logger } = options;
  const identity = { 'x-served-by': config.POD_NAME, 'x-version': config.SERVICE_VERSION };
  const app = fastify({
    ...connectionSettings(config),
    loggerInstance: logger,
    // The logger adds each request's ids itself, so a child per request would cost and bring nothing.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    clientErrorHandler: answerBrokenRequest(identity),
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...identity, 'x-request-id': request.id });
      answerError(error, request, reply);
    },
  }) as unknown as Server;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(config.CHECK_ANSWERS ? checkedSerializer : plainSerializer);
  app.setErrorHandler(answerError);
  app.removeAllContentTypeParsers();
  acceptJson(app, 'application/json');
  addNotFound(app);
  describeRoutes(app, {
    title: options.title,
    version: config.SERVICE_VERSION,
    problemResponse: options.problemResponse,
  });
  addRequestHooks(app, options, identity);
  closeIdleConnections(app);
  addOperationsRoutes(app, options);
  return app;
}

/** How long connections live. None ends for being quiet: event streams and simulations may be so for hours. */
function connectionSettings(config: ServiceConfig) {
  return {
    keepAliveTimeout: config.KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: 30_000,
    http: { headersTimeout: 15_000 },
    // While it stops, a service still serves what reaches it: refusing would lose requests that it can answer.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 256 },
  };
}

/** Node closes idle connections once; those that were busy at that moment would keep a closing server open. */
function closeIdleConnections(app: Server): void {
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('preClose', (done) => {
    sweep = setInterval(() => app.server.closeIdleConnections(), 50);
    done();
  });
  app.addHook('onClose', (_app, done) => {
    clearInterval(sweep);
    done();
  });
}

/** A proxy's request id is opaque; only what could not be logged or passed on is replaced. */
function requestIdOf(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\x20-\x7e]{1,128}$/.test(given) ? given : randomUUID();
}

/** Hooks take callbacks, not promises: they run for every request, and an await costs more than all they do. */
function addRequestHooks(
  app: Server,
  { config, logger, metrics, health }: ServerOptions,
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
      if (logger.isLevelEnabled('debug')) logger.debug({ ...labels, ms: reply.elapsedTime }, 'request answered');
    }
    const span = spans.get(request);
    if (span !== undefined) endRequestSpan(span, reply.statusCode);
    done();
  });
}
