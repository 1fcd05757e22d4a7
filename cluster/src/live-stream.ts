import { type LiveDelta, type LiveSnapshot, liveDeltaSchema, livePath, liveSnapshotSchema } from '@weather/contracts';
import { createParser } from 'eventsource-parser';
import { request } from 'undici';

export type LiveMessage = { event: 'snapshot'; data: LiveSnapshot } | { event: 'delta'; data: LiveDelta };

/** What the page gets, through the gateway, until the caller stops or the connection ends. */
export async function* readLive(gatewayUrl: string, signal: AbortSignal): AsyncGenerator<LiveMessage> {
  const { statusCode, body } = await request(gatewayUrl + livePath, { signal, headersTimeout: 5000 });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`the page's stream answers ${statusCode}`);
  }
  let messages: LiveMessage[] = [];
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'snapshot') messages.push({ event, data: liveSnapshotSchema.parse(JSON.parse(data)) });
      else if (event === 'delta') messages.push({ event, data: liveDeltaSchema.parse(JSON.parse(data)) });
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
    const arrived = messages;
    messages = [];
    yield* arrived;
  }
}

/** The first message of the stream: all that the page shows now. */
export async function readSnapshot(gatewayUrl: string, signal: AbortSignal): Promise<LiveSnapshot> {
  const ending = new AbortController();
  try {
    for await (const message of readLive(gatewayUrl, AbortSignal.any([signal, ending.signal])))
      if (message.event === 'snapshot') return message.data;
    throw new Error("the page's stream ended before it began");
  } finally {
    ending.abort();
  }
}
