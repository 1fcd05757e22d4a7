import { streamEndEvent, streamGapEvent, type EventType, type StreamGap } from '@weather/contracts';
import type { EventLog, LogRecord } from './event-log.ts';

/** Where frames go: one reader's socket. */
export type FrameSink = {
  write(frame: string | Buffer): void;
  /** Bytes that were written and not yet taken by the network. */
  buffered(): number;
  /** Settles when the network has taken what was written or the reader has left; false when that takes too long. */
  drained(): Promise<boolean>;
  /** Writes the last frame and hangs up. */
  finish(frame: string, end: StreamEnd): void;
};

export type StreamFilter = { types: readonly EventType[]; station?: string | undefined };

/** Why a reader was cut off; `cause` is for the log alone. */
export type StreamEnd = {
  reason: 'slow-reader' | 'log-unreadable' | 'shutting-down';
  detail: string;
  position: number;
  cause?: unknown;
};

export type StreamSource = Pick<EventLog, 'read' | 'lastPosition' | 'extent'>;

const page = 64;

/** One server-sent event: its id is the position, so Last-Event-ID resumes after it. */
export function frameOf(record: LogRecord): string {
  return `id: ${record.position}\ndata: ${record.text}\n\n`;
}

type Reader = { filter: StreamFilter; sink: FrameSink; position: number; live: boolean };

/**
 * Feeds the readers of the event stream. A reader first catches up from the log at its own pace, then rides along
 * with new events, whose frames are made once for all readers. One that falls behind goes back to the log; one that
 * takes nothing for too long is cut off.
 */
export class EventStream {
  readonly #log: StreamSource;
  readonly #maxBuffered: number;
  readonly #readers = new Set<Reader>();
  #closed = false;

  /** @param maxBuffered bytes that may wait for one reader */
  constructor(log: StreamSource, maxBuffered: number) {
    this.#log = log;
    this.#maxBuffered = maxBuffered;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Adds a reader that has seen everything up to `after`; answers how to take it off. */
  add(sink: FrameSink, filter: StreamFilter, after: number): () => void {
    const reader: Reader = { filter, sink, position: after, live: false };
    this.#readers.add(reader);
    if (this.#closed) this.#end(reader, 'shutting-down');
    else this.#follow(reader);
    return () => this.#readers.delete(reader);
  }

  /** New events of the log, in order. */
  offer(records: readonly LogRecord[]): void {
    if (this.#readers.size === 0) return;
    const frames: (Buffer | undefined)[] = [];
    for (const reader of this.#readers) {
      if (!reader.live) continue;
      for (const [index, record] of records.entries()) {
        if (wants(reader, record)) reader.sink.write((frames[index] ??= Buffer.from(frameOf(record))));
        reader.position = record.position;
        if (reader.sink.buffered() > this.#maxBuffered) {
          this.#follow(reader);
          break;
        }
      }
    }
  }

  /** Keeps idle connections open and lets readers notice a dead one. */
  heartbeat(): void {
    for (const reader of this.#readers) {
      if (reader.live && reader.sink.buffered() === 0) reader.sink.write(': still here\n\n');
    }
  }

  /** Says goodbye to every reader; later ones are turned away at once. */
  close(): void {
    this.#closed = true;
    for (const reader of this.#readers) this.#end(reader, 'shutting-down');
  }

  #follow(reader: Reader): void {
    reader.live = false;
    this.#catchUp(reader).catch((cause: unknown) => this.#end(reader, 'log-unreadable', cause));
  }

  async #catchUp(reader: Reader): Promise<void> {
    while (await this.#drained(reader)) {
      const last = this.#log.lastPosition();
      if (reader.position >= last) {
        reader.live = true;
        return;
      }
      this.#skipGap(reader);
      const { types, station } = reader.filter;
      const records = await this.#log.read({
        types,
        after: reader.position,
        limit: page,
        ...(station !== undefined && { station }),
      });
      for (const record of records) {
        if (reader.sink.buffered() > this.#maxBuffered && !(await this.#drained(reader))) return;
        reader.sink.write(frameOf(record));
        reader.position = record.position;
      }
      if (records.length < page) reader.position = Math.max(reader.position, last);
    }
  }

  /** Whether the reader is still there and has taken what was written; one that has not for too long is cut off. */
  async #drained(reader: Reader): Promise<boolean> {
    if (!(await reader.sink.drained())) this.#end(reader, 'slow-reader');
    return this.#readers.has(reader);
  }

  /** Tells the reader what retention has deleted before it could be sent. */
  #skipGap(reader: Reader): void {
    const { firstPosition } = this.#log.extent();
    if (reader.position + 1 >= firstPosition) return;
    const gap: StreamGap = { after: reader.position, firstPosition };
    reader.sink.write(`event: ${streamGapEvent}\ndata: ${JSON.stringify(gap)}\n\n`);
    reader.position = firstPosition - 1;
  }

  #end(reader: Reader, reason: StreamEnd['reason'], cause?: unknown): void {
    if (!this.#readers.delete(reader)) return;
    const end = { reason, detail: details[reason], position: reader.position };
    reader.sink.finish(`event: ${streamEndEvent}\ndata: ${JSON.stringify(end)}\n\n`, { ...end, cause });
  }
}

const details = {
  'slow-reader': 'events were not taken as fast as they came: resume from this position',
  'log-unreadable': 'the log could not be read: resume from this position later',
  'shutting-down': 'the service stops: connect again and resume from this position',
};

function wants({ filter, position }: Reader, record: LogRecord): boolean {
  return (
    record.position > position &&
    filter.types.includes(record.type) &&
    (filter.station === undefined || filter.station === record.station)
  );
}
