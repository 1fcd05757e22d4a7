import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@weather/service-kit';
import { LogUnavailableError } from './domain/errors.ts';
import type { ReadModel } from './domain/read-model.ts';

const firstRetryMs = 200;
const longestRetryMs = 5000;

/** Rebuilds the read model, and tries again as long as the log cannot be read; ends early when it is told to stop. */
export async function rebuildPatiently(model: ReadModel, logger: Logger, stop: AbortSignal): Promise<void> {
  for (let wait = firstRetryMs; !stop.aborted; wait = Math.min(longestRetryMs, wait * 2)) {
    try {
      await model.rebuild();
      return logger.info({ stations: model.size }, 'what was observed so far is read from the log');
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof LogUnavailableError) logger.info({ reason: error.message }, 'no log yet; trying again');
      else logger.error({ err: error }, 'the log cannot be read; trying again');
      await pause(wait, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
