export {
  ConfigError,
  decimalVariable,
  flagVariable,
  listVariable,
  loadConfig,
  serviceConfigFields,
  wholeNumberVariable,
} from './config.ts';
export type { ServiceConfig } from './config.ts';
export { forwardedHeaders, runWithHeaders, traceIdOf, untracedHeaders } from './context.ts';
export { createHealth } from './health.ts';
export type { Health, HealthCheck, HealthReport } from './health.ts';
export { createHttpClient } from './http-client.ts';
export type { HttpClient, HttpClientOptions, PeerRequest } from './http-client.ts';
export { acceptJson } from './json-body.ts';
export { createLogger } from './logger.ts';
export type { Logger } from './logger.ts';
export { createMetrics } from './metrics.ts';
export type { Metrics } from './metrics.ts';
export { Problem } from './problem.ts';
export type { ProblemOptions, ProblemPlace } from './problem.ts';
export type { PeerAnswer } from './peer-answer.ts';
export { parseRetryAfter, PeerError } from './peer-error.ts';
export type { Server } from './server-type.ts';
export { createServer } from './server.ts';
export type { ServerOptions } from './server.ts';
export { runService, StartError } from './service.ts';
export type { ServiceOptions, ServiceParts, StartedService } from './service.ts';
export { withRemoteParent } from './spans.ts';
