import {
  eventBatchContentType,
  eventsPath,
  observationsPageSchema,
  observationsPath,
  publishedBatchSchema,
} from '@weather/contracts';
import { createHttpClient, PeerError } from '@weather/service-kit';
import { LogUnavailableError } from '../domain/errors.ts';
import type { EventLog } from '../domain/ports.ts';

export interface EventLogOptions {
  /** Of message-queue. */
  origin: string;
  timeoutMs: number;
  connections: number;
}

/** Observations per page: few enough that folding them keeps no other station waiting for long (v2: about 30 ms). */
const pageLength = 250;

/** message-queue over HTTP. */
export function createEventLog(options: EventLogOptions): EventLog & { close(): Promise<void> } {
  const client = createHttpClient(options);
  return {
    observations: ({ station, after, before }) =>
      available(async () => {
        const { body } = await client.request({
          method: 'GET',
          path: observationsPath,
          query: { station, after, before, limit: pageLength },
          responseSchema: observationsPageSchema,
        });
        return body;
      }),
    publish: (results) =>
      available(async () => {
        await client.request({
          method: 'POST',
          path: eventsPath,
          body: JSON.stringify(results),
          contentType: eventBatchContentType,
          responseSchema: publishedBatchSchema,
        });
      }),
    close: () => client.close(),
  };
}

async function available<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof PeerError) || isOurFault(error.status)) throw error;
    const { detail, retryAfterMs } = error;
    throw new LogUnavailableError(`message-queue: ${detail}`, { retryAfterMs, cause: error });
  }
}

/** A request that no repeating makes right: that is for a person to see, in the log of errors. */
function isOurFault(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && ![404, 408, 425, 429].includes(status);
}
