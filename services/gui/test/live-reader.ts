import { type LiveDelta, type LiveSnapshot, liveDeltaSchema, livePath, liveSnapshotSchema } from '@weather/contracts';
import { createParser } from 'eventsource-parser';
import { request } from 'undici';

type LiveMessage = { event: 'snapshot'; data: LiveSnapshot } | { event: 'delta'; data: LiveDelta };

/** Reads the live stream as a page would, and holds each message against its schema. */
export async function readLive(url: string) {
  const abort = new AbortController();
  const response = await request(`${url}${livePath}`, { signal: abort.signal });
  const messages: LiveMessage[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'snapshot') messages.push({ event, data: liveSnapshotSchema.parse(JSON.parse(data)) });
      else if (event === 'delta') messages.push({ event, data: liveDeltaSchema.parse(JSON.parse(data)) });
      else throw new Error(`the page knows no event ${event}`);
    },
  });
  let ended = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  })()
    .catch(() => undefined)
    .finally(() => (ended = true));
  return {
    response,
    messages,
    get ended() {
      return ended;
    },
    snapshots: () => messages.flatMap((message) => (message.event === 'snapshot' ? [message.data] : [])),
    deltas: () => messages.flatMap((message) => (message.event === 'delta' ? [message.data] : [])),
    close: async () => {
      abort.abort();
      await reading;
    },
  };
}
