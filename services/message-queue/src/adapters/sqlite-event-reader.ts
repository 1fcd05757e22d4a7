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
  position: number;
  previous_position: number;
  type: number;
  station: string;
  checksum: number;
  body: string;
  headers: string | null;
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

  read(request: ReadRequest, indexedTo: number): LogRecord[] {
    const { sql, values } = readQuery(request, indexedTo);
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
    throw new StorageFailedError(
      `event ${row.position} of the log is damaged: its checksum does not match; restore the log from a copy`,
    );
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

const columns =
  'e.position AS position, previous_position, e.type AS type, e.station AS station, checksum, body, headers';

type Condition = { sql: string; value: SQLInputValue };

/**
 * One select per index range, so that each walks in order of position and SQLite merges them without sorting.
 * @param indexedTo position up to which events_by_station is complete; what is newer is found by looking at it
 */
function readQuery(request: ReadRequest, indexedTo: number): { sql: string; values: SQLInputValue[] } {
  const { types, station, after } = request;
  const everything = types.length === typesByNumber.size;
  const numbers = types.map((type) => typeNumbers[type]);
  const selects: { from: string; conditions: Condition[] }[] = [];
  if (station !== undefined) {
    for (const type of numbers) {
      const from = 'events_by_station s CROSS JOIN events e ON e.position = s.position';
      selects.push({
        from,
        conditions: [
          { sql: 's.type = ?', value: type },
          { sql: 's.station = ?', value: station },
          ...filters(request, 's', after),
        ],
      });
    }
    const list = `(e.type IN (${numbers.join(', ')}) AND e.station = ?)`;
    selects.push({
      from: 'events e',
      conditions: [{ sql: list, value: station }, ...filters(request, 'e', Math.max(after, indexedTo))],
    });
  } else if (everything) selects.push({ from: 'events e', conditions: filters(request, 'e', after) });
  else {
    for (const type of numbers)
      selects.push({
        from: 'events e INDEXED BY events_by_type',
        conditions: [{ sql: 'e.type = ?', value: type }, ...filters(request, 'e', after)],
      });
  }
  const texts = selects.map(
    ({ from, conditions }) => `SELECT ${columns} FROM ${from} WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
  );
  return {
    sql: `${texts.join(' UNION ALL ')} ORDER BY position ${request.order === 'desc' ? 'DESC' : 'ASC'} LIMIT ?`,
    values: [...selects.flatMap(({ conditions }) => conditions.map(({ value }) => value)), request.limit],
  };
}

function filters({ before, from, to, measures }: ReadRequest, table: 's' | 'e', after: number): Condition[] {
  const conditions: Condition[] = [{ sql: `${table}.position > ?`, value: after }];
  if (before !== undefined) conditions.push({ sql: `${table}.position < ?`, value: before });
  if (from !== undefined) conditions.push({ sql: `${table}.time >= ?`, value: from });
  if (to !== undefined) conditions.push({ sql: `${table}.time < ?`, value: to });
  if (measures !== undefined) conditions.push({ sql: '(e.measures & ?) <> 0', value: measureFlag[measures] });
  return conditions;
}
