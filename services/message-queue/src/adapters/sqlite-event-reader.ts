import type { EventType, ObservationMode } from '@weather/contracts';
import { eventTypes } from '@weather/contracts';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { StorageFailedError } from '../domain/errors.ts';
import type { LogRecord, ReadRequest } from '../domain/event-log.ts';
import { storedText } from '../domain/new-event.ts';
import { writeError } from './sqlite-database.ts';

/** How types are written in the file; never reuse a number. */
export const typeNumbers: Readonly<Record<EventType, number>> = {
  [eventTypes.observation]: 1,
  [eventTypes.forecast]: 2,
  [eventTypes.anomaly]: 3,
};

const typesByNumber = new Map(Object.entries(typeNumbers).map(([type, number]) => [number, type as EventType]));
const measureFlag: Readonly<Record<ObservationMode, number>> = { temperature: 1, weather: 2 };

/** What an observation measured, as bits. */
export function measureFlags(measures: readonly ObservationMode[]): number {
  return measures.reduce((flags, measure) => flags | measureFlag[measure], 0);
}

/** The event type that a number of the file means. */
export function typeOfNumber(number: number): EventType {
  const type = typesByNumber.get(number);
  if (!type) throw new StorageFailedError(`the log holds an unknown event type ${number}`);
  return type;
}

type EventRow = {
  position: number; previous_position: number; type: number; station: string; checksum: number; body: string; headers: string | null;
};

/** Reads events in order of position, each checked against the checksum that was stored with it. */
export class EventReader {
  readonly #database: DatabaseSync;
  readonly #onFailed: ((error: StorageFailedError) => void) | undefined;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, onFailed?: (error: StorageFailedError) => void) {
    this.#database = database;
    this.#onFailed = onFailed;
  }

  read(request: ReadRequest): LogRecord[] {
    const { sql, values } = readQuery(request);
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    try {
      return (statement.all(...values) as EventRow[]).map(toRecord);
    } catch (error) {
      const failure = error instanceof StorageFailedError ? error : writeError(error);
      if (failure instanceof StorageFailedError) this.#onFailed?.(failure);
      throw failure;
    }
  }
}

function toRecord(row: EventRow): LogRecord {
  if (crc32(row.body) !== row.checksum) {
    throw new StorageFailedError(`event ${row.position} of the log is damaged: its checksum does not match; restore the log from a copy`);
  }
  return {
    position: row.position,
    previousPosition: row.previous_position,
    type: typeOfNumber(row.type),
    station: row.station,
    text: storedText(row.body, row.position, row.previous_position),
    headers: row.headers === null ? {} : (JSON.parse(row.headers) as Record<string, string>),
  };
}

const columns = 'position, previous_position, type, station, checksum, body, headers';

/** One select per type, so that each walks an index in order of position; SQLite merges them without sorting. */
function readQuery(request: ReadRequest): { sql: string; values: SQLInputValue[] } {
  const conditions: string[] = [];
  const shared: SQLInputValue[] = [];
  const condition = (sql: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(sql);
    shared.push(value);
  };
  condition('station = ?', request.station);
  condition('position > ?', request.after);
  condition('position < ?', request.before);
  condition('time >= ?', request.from);
  condition('time < ?', request.to);
  condition('(measures & ?) <> 0', request.measures && measureFlag[request.measures]);
  const everything = request.types.length === typesByNumber.size && request.station === undefined;
  const index = request.station === undefined ? 'events_by_type' : 'events_by_station';
  const types = everything ? [undefined] : request.types.map((type) => typeNumbers[type]);
  const selects = types.map((type) => {
    const source = type === undefined ? 'events WHERE' : `events INDEXED BY ${index} WHERE type = ? AND`;
    return `SELECT ${columns} FROM ${source} ${conditions.join(' AND ')}`;
  });
  return {
    sql: `${selects.join(' UNION ALL ')} ORDER BY position ${request.order === 'desc' ? 'DESC' : 'ASC'} LIMIT ?`,
    values: [...types.flatMap((type) => (type === undefined ? shared : [type, ...shared])), request.limit],
  };
}
