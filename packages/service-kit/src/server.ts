import { fastify, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { ServiceConfig } from './config.ts';
import { closeIdleConnections, connectionSettings } from './connections.ts';
import { addNotFound, answerBrokenRequest, answerError } from './errors.ts';
import type { Health } from './health.ts';
import { acceptJson } from './json-body.ts';
import { observeProcess } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { describeRoutes } from './openapi.ts';
import { addOperationsRoutes } from './operations.ts';
import { addRequestHooks, requestIdOf } from './request-hooks.ts';
import type { Server } from './server-type.ts';
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
  observeProcess(options.metrics, options);
  return app;
}
