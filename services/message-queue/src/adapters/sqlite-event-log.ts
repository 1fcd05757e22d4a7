import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type {
  Appended,
  EventLog,
  LogExtent,
  LogRecord,
  NewEvent,
  ReadRequest,
  Trimmed,
  TrimRequest,
} from '../domain/event-log.ts';
import { storedText } from '../domain/new-event.ts';
import { LateIndex } from './late-index.ts';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { EventReader, measureFlags, typeNumbers } from './sqlite-event-reader.ts';
import { pragma } from './sqlite-database.ts';

export type SqliteEventLogOptions = Omit<GroupCommitOptions, 'onRollback' | 'onDurable'> & { now: () => number };

/** Sources whose numbers are remembered; beyond it they are looked up again. */
const rememberedSources = 50_000;

type LogEnd = { position: number; offset: number };

const noHeaders = {};

/** The event log on SQLite. One instance owns the connection; all writes go through its group commit. */
export class SqliteEventLog implements EventLog {
  readonly commits: GroupCommit;
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #reader: EventReader;
  readonly #statements;
  readonly #sources = new Map<string, number>();
  readonly #index: LateIndex;
  readonly #listeners: ((records: readonly LogRecord[]) => void)[] = [];
  /** Durable, and as far as the open transaction has come. */
  #last = 0;
  #next = 0;
  #endOffset = 0;
  #uncommitted: LogRecord[] = [];
  #lastHeaders: NewEvent['headers'];
  #lastHeadersText = '';

  constructor(database: DatabaseSync, options: SqliteEventLogOptions) {
    this.#database = database;
    this.#now = options.now;
    this.#reader = new EventReader(database, options.onFailed);
    this.#statements = prepareStatements(database);
    this.#index = new LateIndex(database);
    this.commits = new GroupCommit(database, {
      ...options,
      onRollback: () => this.#forget(),
      onDurable: () => this.#publish(),
    });
    this.#forget();
  }

  append(batch: readonly NewEvent[]): Promise<Appended[]> {
    return this.commits.enqueue(() => batch.map((event) => this.#store(event)), batch.length);
  }

  async read(request: ReadRequest): Promise<LogRecord[]> {
    return this.#reader.read(request, this.#index.indexedTo);
  }

  lastPosition(): number {
    return this.#last;
  }

  onAppended(listener: (records: readonly LogRecord[]) => void): void {
    this.#listeners.push(listener);
  }

  extent(): LogExtent {
    const start = this.#statements.start.get() as LogEnd | undefined;
    return {
      events: start ? this.#last - start.position + 1 : 0,
      firstPosition: start?.position ?? 0,
      lastPosition: this.#last,
      eventBytes: start ? this.#endOffset - start.offset : 0,
      diskBytes: Number(pragma(this.#database, 'page_count')) * Number(pragma(this.#database, 'page_size')),
    };
  }

  trim(request: TrimRequest): Promise<Trimmed> {
    return this.commits.enqueue(() => this.#trim(request), 0);
  }

  /** Brings the late indexes up to date; a failure is only put off to the next time. */
  indexNow(): Promise<void> {
    return this.commits.enqueue(() => this.#index.catchUp(this.#next), 0);
  }

  /** Settles when something of the size of an event could be written. */
  probe(): Promise<void> {
    return this.commits.enqueue(() => void this.#statements.probe.run(), 0);
  }

  #trim({ storedBefore, maxBytes, neededAfter, maxEvents }: TrimRequest): Trimmed {
    const { start, cutBySize, cutByAge, keepTails, deleteFromStations, deleteUpTo } = this.#statements;
    const first = (start.get() as LogEnd | undefined)?.position;
    if (first === undefined) return { upTo: 0, deleted: 0 };
    const bySize = (cutBySize.get(this.#endOffset - maxBytes, first + maxEvents) as { cut: number | null }).cut ?? 0;
    const oldest = (cutByAge.get(first + maxEvents, storedBefore) as { cut: number | null }).cut ?? 0;
    // The newest event stays: it carries the position and the offset on which the next one builds.
    const upTo = Math.min(Math.max(bySize, Math.min(oldest, neededAfter)), this.#next - 1);
    if (upTo < first) return { upTo: 0, deleted: 0 };
    this.#index.catchUp(this.#next);
    keepTails.run(upTo);
    deleteFromStations.run(upTo);
    return { upTo, deleted: Number(deleteUpTo.run(upTo).changes) };
  }

  #store(event: NewEvent): Appended {
    const source = this.#sourceNumber(event.source);
    const position = this.#next + 1;
    const known = this.#index.positionOf(source, event.id);
    if (known !== undefined) return { duplicate: true, position: known };
    const type = typeNumbers[event.type];
    const previousPosition = this.#index.tailOf(type, event.station);
    const headers = this.#headersText(event.headers);
    this.#endOffset += event.body.length + (headers?.length ?? 0);
    this.#statements.insert.run(
      position,
      previousPosition,
      type,
      event.station,
      source,
      event.id,
      event.time,
      measureFlags(event.measures),
      this.#now(),
      this.#endOffset,
      crc32(event.body),
      event.body,
      headers,
    );
    this.#next = position;
    this.#index.add({ source, id: event.id, type, station: event.station, position });
    this.#uncommitted.push({
      position,
      previousPosition,
      type: event.type,
      station: event.station,
      text: storedText(event.body, position, previousPosition),
      headers: event.headers ?? noHeaders,
    });
    return { duplicate: false, position };
  }

  /** The events of a batch share their headers: they are written once. */
  #headersText(headers: NewEvent['headers']): string | null {
    if (headers === undefined) return null;
    if (headers !== this.#lastHeaders) {
      this.#lastHeaders = headers;
      this.#lastHeadersText = JSON.stringify(headers);
    }
    return this.#lastHeadersText;
  }

  #sourceNumber(source: string): number {
    let number = this.#sources.get(source);
    if (number === undefined) {
      this.#statements.addSource.run(source);
      ({ number } = this.#statements.source.get(source) as { number: number });
      if (this.#sources.size >= rememberedSources) this.#sources.clear();
      this.#sources.set(source, number);
    }
    return number;
  }

  /** After a rollback, and at the start: what is on disk is what counts. */
  #forget(): void {
    this.#sources.clear();
    this.#uncommitted = [];
    const end = this.#statements.end.get() as LogEnd | undefined;
    this.#last = this.#next = end?.position ?? 0;
    this.#endOffset = end?.offset ?? 0;
    this.#index.load();
  }

  #publish(): void {
    if (this.#uncommitted.length === 0) return;
    const records = this.#uncommitted;
    this.#uncommitted = [];
    this.#last = this.#next;
    if (this.#index.isDue(this.#last)) this.indexNow().catch(() => {});
    for (const listener of this.#listeners) listener(records);
  }
}

function prepareStatements(database: DatabaseSync) {
  return {
    insert: database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addSource: database.prepare('INSERT INTO sources (source) VALUES (?) ON CONFLICT DO NOTHING'),
    source: database.prepare('SELECT number FROM sources WHERE source = ?'),
    end: database.prepare('SELECT position, end_offset AS offset FROM events ORDER BY position DESC LIMIT 1'),
    start: database.prepare('SELECT position, end_offset AS offset FROM events ORDER BY position LIMIT 1'),
    cutBySize: database.prepare('SELECT max(position) AS cut FROM events WHERE end_offset <= ? AND position < ?'),
    cutByAge: database.prepare('SELECT max(position) AS cut FROM events WHERE position < ? AND stored_at < ?'),
    keepTails:
      database.prepare(`INSERT INTO trimmed_tails SELECT type, station, max(position) FROM events WHERE position <= ?
      GROUP BY type, station ON CONFLICT DO UPDATE SET position = excluded.position`),
    probe: database.prepare(
      'INSERT INTO probe VALUES (1, randomblob(65536)) ON CONFLICT DO UPDATE SET filler = excluded.filler',
    ),
    deleteFromStations: database.prepare(`DELETE FROM events_by_station WHERE (type, station, position) IN
      (SELECT type, station, position FROM events WHERE position <= ?)`),
    deleteUpTo: database.prepare('DELETE FROM events WHERE position <= ?'),
  };
}
