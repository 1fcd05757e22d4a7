import { destination, pino, stdTimeFunctions } from 'pino';
import type { Logger } from 'pino';
import { currentIds } from './context.ts';

export type { Logger };

/** JSON lines on stdout, each with the trace, span and request that it was written for. */
export function createLogger({ service, pod, level }: { service: string; pod: string; level: string }): Logger {
  return pino(
    {
      level,
      base: { service, pod },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: currentIds,
    },
    // Written at once: lines that wait for a thread come out of order, or not at all, when the process ends.
    destination({ fd: 1, sync: true }),
  );
}
