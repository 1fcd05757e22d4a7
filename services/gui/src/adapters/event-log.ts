import {
  type EventType,
  type StoredEvent,
  eventStreamPath,
  eventTypes,
  eventsPageSchema,
  eventsPath,
  storedEventSchema,
  streamEndEvent,
  streamEndSchema,
} from '@weather/contracts';
import type { HttpClient } from '@weather/service-kit';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { type Dispatcher, request } from 'undici';

/** A stream without a byte for this long is dead: message-queue sends a comment far more often. */
const streamSilenceMs = 45_000;

const pageLength = 1000;

/** Pages read per type at most; with 1000 events each they fill the chart of about 20 stations. */
const historyPages: Record<EventType, number> = {
  [eventTypes.observation]: 4,
  [eventTypes.forecast]: 6,
  [eventTypes.anomaly]: 1,
};

/** message-queue's log as the page's server reads it. */
export type EventLog = {
  newestPosition(): Promise<number>;
  /** The newest events up to a position, in the order of the log. */
  recent(upTo: number): Promise<StoredEvent[]>;
  /** Calls `onEvent` for each event after a position; resolves with the reason when the stream ends, rejects when it breaks. */
  follow(after: number, handlers: FollowHandlers, signal: AbortSignal): Promise<string>;
};

type FollowHandlers = {
  onOpen(): void;
  onEvent(event: StoredEvent): void;
  /** What came was not an event as the contract has it. */
  onMalformed(position: string | undefined): void;
};

export function createEventLog({ client, origin }: { client: HttpClient; origin: string }): EventLog {
  const readPage = async (query: Record<string, string | number>) => {
    const { body } = await client.request({ method: 'GET', path: eventsPath, query, responseSchema: eventsPageSchema });
    return body;
  };

  const recentOfType = async (type: EventType, upTo: number) => {
    const events: StoredEvent[] = [];
    let before: number | undefined = upTo + 1;
    for (let page = 0; page < historyPages[type] && before !== undefined; page += 1) {
      const { items, next } = await readPage({ type, order: 'desc', limit: pageLength, before });
      events.push(...items);
      before = next?.before;
    }
    return events;
  };

  return {
    async newestPosition() {
      const { items } = await readPage({ order: 'desc', limit: 1 });
      return items[0]?.position ?? 0;
    },
    async recent(upTo) {
      const events: StoredEvent[] = [];
      for (const type of Object.values(eventTypes)) events.push(...(await recentOfType(type, upTo)));
      return events.toSorted((a, b) => a.position - b.position);
    },
    follow: (after, handlers, signal) => follow(origin, after, handlers, signal),
  };
}

async function follow(origin: string, after: number, handlers: FollowHandlers, signal: AbortSignal): Promise<string> {
  const response = await request(`${origin}${eventStreamPath}`, {
    headers: { accept: 'text/event-stream', 'last-event-id': String(after) },
    headersTimeout: 10_000,
    bodyTimeout: streamSilenceMs,
    signal,
  });
  if (response.statusCode !== 200) {
    await response.body.dump();
    throw new Error(`message-queue answered ${response.statusCode} to ${eventStreamPath}`);
  }
  handlers.onOpen();
  return readStream(response.body, handlers);
}

async function readStream(body: Dispatcher.ResponseData['body'], handlers: FollowHandlers): Promise<string> {
  let ending = 'message-queue closed the stream';
  const onMessage = (message: EventSourceMessage) => {
    if (message.event === streamEndEvent) {
      const end = streamEndSchema.safeParse(parseJson(message.data));
      if (end.success) ending = `message-queue ended the stream: ${end.data.detail}`;
      return;
    }
    // Events have no name: what has one, such as `gap`, says something about the stream that the page need not know.
    if (message.event !== undefined) return;
    const event = storedEventSchema.safeParse(parseJson(message.data));
    if (event.success) handlers.onEvent(event.data);
    else handlers.onMalformed(message.id);
  };
  const parser = createParser({ onEvent: onMessage });
  const decoder = new TextDecoder();
  for await (const chunk of body) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
  return ending;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
