import type { EventType, ObservationMode } from '@weather/contracts';

/** An event that was checked and is ready to be stored. */
export type NewEvent = {
  source: string;
  id: string;
  type: EventType;
  station: string;
  /** The event's own time, in ms since 1970. */
  time: number;
  /** What an observation measured, so that it can be asked for; empty for other types. */
  measures: readonly ObservationMode[];
  /** The event as canonical JSON. */
  body: string;
  /** Propagation headers of the request that published it: they go on with each push. */
  headers?: Readonly<Record<string, string>>;
};

/** An event of the log. */
export type LogRecord = {
  position: number;
  /** Position of the previous event of this type and station; 0 if there is none. */
  previousPosition: number;
  type: EventType;
  station: string;
  /** What readers get: the event's JSON with position and previousposition in it. */
  text: string;
  headers: Readonly<Record<string, string>>;
};

export type Appended = { duplicate: boolean; position: number };

/** Which events, in which order. Positions are exclusive bounds; times are ms since 1970, `from` inclusive, `to` exclusive. */
export type ReadRequest = {
  types: readonly EventType[];
  after: number;
  before?: number;
  station?: string;
  from?: number;
  to?: number;
  measures?: ObservationMode;
  order?: 'asc' | 'desc';
  limit: number;
};

export type LogExtent = {
  events: number;
  /** Oldest position that is kept; 0 when the log is empty. */
  firstPosition: number;
  lastPosition: number;
  /** Taken by events, without indexes. */
  eventBytes: number;
  /** Taken on disk by everything. */
  diskBytes: number;
};

/** One step of retention: delete from the old end what is older than `storedBefore` or above `maxBytes`, at most `maxEvents`. */
export type TrimRequest = {
  storedBefore: number;
  maxBytes: number;
  /** What somebody still waits for: age never deletes beyond it, size does. */
  neededAfter: number;
  maxEvents: number;
};

/** Last position that was deleted (0: nothing to do) and whether that cut into what somebody waited for. */
export type Trimmed = { upTo: number; deleted: number };

/**
 * The durable, ordered log of events. SQLite is one engine behind it; a replicated log with per-subject
 * sequences and message-id deduplication (such as NATS JetStream) fits the same shape.
 */
export interface EventLog {
  /** Settles once the whole batch is on disk; rejects with nothing stored. A (source, id) that was ever stored is a duplicate. */
  append(batch: readonly NewEvent[]): Promise<Appended[]>;
  read(request: ReadRequest): Promise<LogRecord[]>;
  /** Position of the newest durable event; 0 when there never was one. */
  lastPosition(): number;
  /** Calls back with each group of new events, in order of position, after they became durable and before append settles. */
  onAppended(listener: (records: readonly LogRecord[]) => void): void;
  extent(): LogExtent;
  trim(request: TrimRequest): Promise<Trimmed>;
}
