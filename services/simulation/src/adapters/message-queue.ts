import {
  eventContentType,
  eventsPath,
  observationsPageSchema,
  observationsPath,
  publishedSchema,
} from '@weather/contracts';
import { createHttpClient, PeerError } from '@weather/service-kit';
import type { Answer, EventLog } from '../domain/ports.ts';

export interface MessageQueueOptions {
  origin: string;
  timeoutMs: number;
  /** As many as there may be senders, so that none waits for another's connection. */
  connections: number;
}

/** message-queue over HTTP. */
export function createMessageQueue(options: MessageQueueOptions): EventLog & { close(): Promise<void> } {
  const client = createHttpClient(options);
  return {
    publish: (event, signal) =>
      answerOf(async () => {
        const { body } = await client.request({
          method: 'POST',
          path: eventsPath,
          body: JSON.stringify(event),
          contentType: eventContentType,
          responseSchema: publishedSchema,
          signal,
        });
        return { duplicate: body.duplicate };
      }),
    lastSequence: (station, signal) =>
      answerOf(async () => {
        const { body } = await client.request({
          method: 'GET',
          path: observationsPath,
          query: { station, order: 'desc', limit: '1' },
          responseSchema: observationsPageSchema,
          signal,
        });
        return Number(body.items[0]?.sequence ?? 0);
      }),
    close: () => client.close(),
  };
}

async function answerOf<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'given', value: await ask() };
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    if (error.status !== undefined && !isWorthAnotherTry(error.status)) return { kind: 'refused' };
    return { kind: 'unavailable', ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }) };
  }
}

/**
 * Asked too much or too slowly, or the other side's own fault; any other 4xx would be refused again. 404 is a proxy
 * that does not know the way at the moment: message-queue itself has this address for certain.
 */
function isWorthAnotherTry(status: number): boolean {
  return [404, 408, 425, 429].includes(status) || status >= 500 || status < 400;
}
