import type { Logger } from 'pino';
import type { z } from 'zod';
import { ConfigError, loadConfig } from './config.ts';
import type { ServiceConfig } from './config.ts';
import { createHealth } from './health.ts';
import type { Health } from './health.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import type { Server } from './server-type.ts';
import { installShutdown } from './shutdown.ts';
import type { Closer } from './shutdown.ts';

/** Thrown by `start` when the service cannot run for a reason that the user can cure; its message says how. */
export class StartError extends Error {
  override name = 'StartError';
}

export type ServiceParts<Config> = { config: Config; logger: Logger; metrics: Metrics; health: Health };

export type StartedService = {
  app: Server;
  /** Ends what the service does of its own accord, before the app closes. */
  stopIntake?: () => Promise<void>;
  /** Releases disk and peers, after the app closed. */
  close?: () => Promise<void>;
};

export type ServiceOptions<S extends z.ZodType<ServiceConfig>> = {
  name: string;
  /** A zod object with serviceConfigFields among its fields. */
  configSchema: S;
  start: (parts: ServiceParts<z.output<S>>) => Promise<StartedService>;
};

/**
 * The life of a service's process: configuration, start, listen, stop. What keeps it from starting ends in
 * one line per fault on stderr and exit code 1.
 */
export async function runService<S extends z.ZodType<ServiceConfig>>(options: ServiceOptions<S>): Promise<void> {
  const { name, configSchema, start } = options;
  try {
    const config = loadConfig(configSchema);
    const logger = createLogger({ service: name, pod: config.POD_NAME, level: config.LOG_LEVEL });
    const parts = { config, logger, metrics: createMetrics(name), health: createHealth() };
    const service = await start(parts);
    installShutdown({
      logger,
      health: parts.health,
      waitMs: config.SHUTDOWN_WAIT_MS,
      deadlineMs: config.SHUTDOWN_DEADLINE_MS,
      closers: closersOf(service),
    });
    // Meanwhile fastify would say the same, once per address and without our fields.
    logger.level = 'warn';
    const url = await service.app.listen({ host: config.HOST, port: config.PORT });
    logger.level = config.LOG_LEVEL;
    logger.info({ event: 'listening', url, pid: process.pid, version: config.SERVICE_VERSION }, `listening on ${url}`);
    process.send?.({ event: 'listening', url });
  } catch (error) {
    for (const line of startFault(error)) process.stderr.write(`${name}: ${line}\n`);
    process.exit(1);
  }
}

function closersOf({ app, stopIntake, close }: StartedService): Closer[] {
  return [
    ...(stopIntake === undefined ? [] : [{ name: 'intake', close: stopIntake }]),
    { name: 'server', close: () => app.close() },
    ...(close === undefined ? [] : [{ name: 'resources', close }]),
  ];
}

/** What to tell a person. Only an error that nobody foresaw is shown with its stack. */
function startFault(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  if (error instanceof StartError) return [error.message];
  const { code, port, address, stack } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') return [`port ${port} is taken: set PORT to a free one or stop what listens there`];
  if (code === 'EACCES' && port !== undefined) return [`port ${port} needs more rights: set PORT to one above 1023`];
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return [`${address} is no address of this machine: set HOST`];
  return [stack ?? String(error)];
}
