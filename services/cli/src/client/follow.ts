import {
  eventStreamPath,
  statsPath,
  statsSchema,
  storedEventSchema,
  streamEndEvent,
  streamEndSchema,
  streamGapEvent,
  streamGapSchema,
  type EventType,
  type StoredEvent,
  type StreamGap,
} from '@weather/contracts';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, checked, open, parseJson, Refused, Unreachable, type Peer } from './http.ts';

export interface Following {
  types?: readonly EventType[] | undefined;
  station?: string | undefined;
  /** Begin after this position; without it, with the next event. */
  after?: number | undefined;
  signal: AbortSignal;
  /** The stream broke; it is being tried again. */
  onLost(reason: string): void;
  onBack(position: number): void;
  /** Events that were asked for are no longer kept. */
  onGap(gap: StreamGap): void;
}

const longestWait = 5000;
/** message-queue says something at least every 15 s. */
const silence = 45_000;

/**
 * Events as they are stored, without gap or repeat also across restarts of message-queue.
 *
 * @throws {Failure} if the first connection fails, or a later one is refused for good
 */
export async function* follow(peer: Peer, options: Following): AsyncGenerator<StoredEvent, void> {
  const { signal } = options;
  // Without a place to resume from, what is stored while a connection is down would be missed.
  let position = options.after ?? (await ask(peer, { path: statsPath, schema: statsSchema, signal })).lastPosition;
  let connected = false;
  for (let failures = 0; !signal.aborted; failures++) {
    let reason = 'the connection broke';
    try {
      const messages = await connect(peer, options, position);
      if (connected) options.onBack(position);
      connected = true;
      failures = 0;
      for await (const message of messages) {
        if (message.event === streamEndEvent) {
          reason = endReason(message.data);
          break;
        }
        if (message.event === streamGapEvent) options.onGap(checked(peer, streamGapSchema, parseJson(message.data)));
        if (message.event !== undefined) continue;
        const event = checked(peer, storedEventSchema, parseJson(message.data));
        position = event.position;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!connected || !isWorthAnotherTry(error)) throw error;
      reason = error instanceof Error ? error.message : reason;
    }
    if (failures === 0) options.onLost(reason);
    await sleep(Math.min(longestWait, 200 * 2 ** failures) * (0.5 + Math.random() / 2), undefined, { signal }).catch(
      () => {},
    );
  }
}

async function connect(peer: Peer, { types, station, signal }: Following, position: number) {
  const { body } = await open(peer, {
    path: eventStreamPath,
    query: { types: types?.join(','), station },
    headers: { accept: 'text/event-stream', 'last-event-id': String(position) },
    silenceMs: silence,
    signal,
  });
  return messagesOf(body);
}

async function* messagesOf(body: AsyncIterable<Buffer>): AsyncGenerator<EventSourceMessage> {
  const ready: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => ready.push(message) });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* ready.splice(0);
  }
}

function endReason(data: string): string {
  const end = streamEndSchema.safeParse(parseJson(data));
  return end.success ? end.data.detail : 'message-queue ended the stream';
}

/** What a service that restarts answers is; what a wrong filter gets is not. */
function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 429 || error.status >= 500;
  return error instanceof Unreachable || (error as NodeJS.ErrnoException).code !== undefined;
}
