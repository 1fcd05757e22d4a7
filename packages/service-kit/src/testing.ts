import { pino } from 'pino';
import { loadConfig, serviceConfigFields } from './config.ts';
import type { ServiceConfig } from './config.ts';
import { currentIds } from './context.ts';
import { createHealth } from './health.ts';
import { createMetrics } from './metrics.ts';
import { createServer } from './server.ts';
import type { ServerOptions } from './server.ts';
import { z } from 'zod';

/** A logger that says nothing. */
export const silentLogger = () => pino({ level: 'silent' });

/** A logger whose lines a test reads, each with the ids that a service's own would have. */
export function notingLogger() {
  const lines: Record<string, unknown>[] = [];
  const formatters = { level: (level: string) => ({ level }) };
  const logger = pino(
    { formatters, mixin: currentIds },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { logger, lines };
}

/** Configuration for a test: loopback, a free port, and every answer held against its schema. */
export function testConfig<O extends Partial<ServiceConfig>>(overrides?: O): ServiceConfig & O {
  const config = loadConfig(z.object(serviceConfigFields), {
    HOST: '127.0.0.1',
    PORT: '0',
    POD_NAME: 'test-pod',
    SERVICE_VERSION: 'test',
    CHECK_ANSWERS: 'true',
  });
  return { ...config, ...overrides } as ServiceConfig & O;
}

/** What an app is built from, fit for a test. */
export function testParts<O extends Partial<ServiceConfig>>(overrides?: O) {
  return {
    config: testConfig(overrides),
    logger: silentLogger(),
    metrics: createMetrics('test', { processMetrics: false }),
    health: createHealth(),
  };
}

/** A server of the kit alone. The caller adds routes and closes it. */
export function buildTestServer(options: Partial<ServerOptions> = {}) {
  return createServer({ service: 'test', title: 'Test', ...testParts(), ...options });
}

/** Waits until `condition` gives something truthy, and returns it. It is asked once more when the time is up. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 20_000, intervalMs = 10, what = 'the condition' } = {},
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + timeoutMs;
  while (true) {
    const isLast = performance.now() > end;
    const value = await condition();
    if (value) return value as Exclude<T, undefined | null | false>;
    if (isLast) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
