import {
  eventBatchBodyLimit,
  eventBatchContentType,
  eventBatchLength,
  eventsPath,
  publishedBatchSchema,
  type PublishedBatch,
  type WeatherEvent,
} from '@weather/contracts';
import { Failure } from '../failure.ts';
import { ask, type Peer } from './http.ts';

/** Publishes events in as few requests as the limits allow, one after the other, and gives the result of each event in order. */
export async function publishAll(peer: Peer, events: readonly WeatherEvent[]): Promise<PublishedBatch['results']> {
  const results: PublishedBatch['results'] = [];
  for (const batch of batches(events.map((event) => JSON.stringify(event)))) {
    const answer = await ask(peer, {
      method: 'POST',
      path: eventsPath,
      body: `[${batch.join(',')}]`,
      contentType: eventBatchContentType,
      schema: publishedBatchSchema,
      timeoutMs: 30_000,
    }).catch((error: unknown) => {
      if (!(error instanceof Failure) || results.length === 0) throw error;
      throw new Failure(error.message, {
        hint: `the first ${results.length} events are stored; publish all of them again, and the rest will be`,
      });
    });
    results.push(...answer.results);
  }
  return results;
}

/** Cut so that no batch has too many events or bytes. */
export function batches(texts: readonly string[]): string[][] {
  const cut: string[][] = [];
  let bytes = Infinity;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > eventBatchBodyLimit - 2 || cut.at(-1)!.length >= eventBatchLength) {
      cut.push([]);
      bytes = 0;
    }
    cut.at(-1)!.push(text);
    bytes += size;
  }
  return cut;
}
