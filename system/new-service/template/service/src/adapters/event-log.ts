import { observationsPageSchema, observationsPath } from '@weather/contracts';
import { type HttpClientOptions, PeerError, createHttpClient } from '@weather/service-kit';
import { LogUnavailableError } from '../domain/errors.ts';
import type { EventLog } from '../domain/ports.ts';

/** Observations per page: a megabyte of them at most. */
const pageLength = 500;
const largestPage = 4 * 1024 * 1024;

/** message-queue over HTTP. */
export function createEventLog(options: HttpClientOptions): EventLog & { close(): Promise<void> } {
  const client = createHttpClient({ ...options, maximumAnswerBytes: largestPage });
  return {
    async observations(range) {
      try {
        const query = { ...range, limit: pageLength };
        const request = {
          method: 'GET',
          path: observationsPath,
          query,
          responseSchema: observationsPageSchema,
        } as const;
        return (await client.request(request)).body;
      } catch (error) {
        if (!(error instanceof PeerError) || isOurFault(error.status)) throw error;
        const { detail, retryAfterMs } = error;
        throw new LogUnavailableError(`message-queue: ${detail}`, { retryAfterMs, cause: error });
      }
    },
    close: () => client.close(),
  };
}

/** A request that no repeating makes right: that is for a person to see, in the log of errors. */
function isOurFault(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && ![404, 408, 425, 429].includes(status);
}
