import { pino, stdTimeFunctions } from 'pino';
import type { Logger } from 'pino';
import { currentIds } from './context.ts';

export type { Logger };

/** JSON lines on stdout, each with the trace, span and request that it was written for. */
export function createLogger({ service, level }: { service: string; level: string }): Logger {
  return pino({
    level,
    base: { service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: currentIds,
  });
}
