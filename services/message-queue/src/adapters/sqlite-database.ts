import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageFailedError, StorageFullError } from '../domain/errors.ts';

/** Before this version two connections could corrupt the write-ahead log between a write and a checkpoint. */
const oldestSafeSqlite = [3, 51, 3] as const;

const schemaVersion = 1;

const schema = `
CREATE TABLE events (
  position INTEGER PRIMARY KEY, previous_position INTEGER NOT NULL, type INTEGER NOT NULL, station TEXT NOT NULL,
  source INTEGER NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, measures INTEGER NOT NULL, stored_at INTEGER NOT NULL,
  end_offset INTEGER NOT NULL, -- bytes of all events ever stored, up to and with this one
  checksum INTEGER NOT NULL, body TEXT NOT NULL, headers TEXT
) STRICT;
CREATE INDEX events_by_type ON events (type, position, time);
-- The tables below are brought up to date for many events at once: writing them with each event would touch a page per
-- station in each commit, which costs several times as much as the events themselves.
CREATE TABLE indexed (id INTEGER PRIMARY KEY, up_to INTEGER NOT NULL) STRICT;
INSERT INTO indexed VALUES (1, 0);
CREATE TABLE events_by_station (type INTEGER NOT NULL, station TEXT NOT NULL, position INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (type, station, position)) STRICT, WITHOUT ROWID;
CREATE TABLE sources (number INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE) STRICT;
-- Outlives its event: what was stored once is a duplicate for ever.
CREATE TABLE identities (source INTEGER NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;
-- Newest deleted position per type and station, so that previousposition stays true after retention.
CREATE TABLE trimmed_tails (type INTEGER NOT NULL, station TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (type, station)) STRICT, WITHOUT ROWID;
CREATE TABLE subscriptions (
  id TEXT PRIMARY KEY, sink TEXT NOT NULL, types TEXT NOT NULL, state TEXT NOT NULL,
  read_to INTEGER NOT NULL, pending TEXT NOT NULL -- JSON pairs of station and settled position, where that is less than read_to
) STRICT;
CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT, subscription TEXT NOT NULL, position INTEGER NOT NULL, previous_position INTEGER NOT NULL,
  type INTEGER NOT NULL, station TEXT NOT NULL, attempts INTEGER NOT NULL, last_status INTEGER, last_error TEXT NOT NULL,
  failed_at INTEGER NOT NULL, redriving INTEGER NOT NULL, event TEXT NOT NULL, headers TEXT, UNIQUE (subscription, position)
) STRICT;
CREATE TABLE probe (id INTEGER PRIMARY KEY, filler BLOB NOT NULL) STRICT;
PRAGMA user_version = ${schemaVersion};`;

/** Changes nothing that an older version reads, so a log that was made without it gets it. */
const addedToSchema = 'CREATE INDEX IF NOT EXISTS dead_letters_by_age ON dead_letters (failed_at) WHERE redriving = 0';

export type Durability = 'full' | 'off';

/**
 * Opens the one connection to the log's file and asserts all that durability rests on. The lock is held until the
 * process ends, so a second process on the same folder is refused.
 * @param durability `off` drops the fsync per commit: for measurements only
 */
export function openDatabase(folder: string, durability: Durability = 'full'): DatabaseSync {
  const file = join(folder, 'events.db');
  assertSqliteVersion(process.versions.sqlite);
  try {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(file, { timeout: 1000, enableForeignKeyConstraints: false });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'OFF'}`);
    database.exec('PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000');
    database.exec('BEGIN EXCLUSIVE');
    prepareSchema(database, file);
    database.exec('COMMIT');
    assertDurable(database, durability);
    return database;
  } catch (error) {
    throw openingError(error, folder, file);
  }
}

/** @throws StorageFailedError for a SQLite that could corrupt the log */
export function assertSqliteVersion(version = '0'): void {
  const parts = version.split('.').map(Number);
  const difference =
    oldestSafeSqlite.map((part, index) => (parts[index] ?? 0) - part).find((value) => value !== 0) ?? 0;
  if (difference < 0) {
    throw new StorageFailedError(
      `SQLite ${version} is too old, ${oldestSafeSqlite.join('.')} is needed: use the Node that the project pins`,
    );
  }
}

function prepareSchema(database: DatabaseSync, file: string): void {
  const version = pragma(database, 'user_version');
  if (version === 0) database.exec(schema);
  else if (version !== schemaVersion) {
    throw new StorageFailedError(
      `${file} has format ${version}, this version reads format ${schemaVersion}: use the version that wrote it`,
    );
  }
  database.exec(addedToSchema);
}

function assertDurable(database: DatabaseSync, durability: Durability): void {
  const journal = pragma(database, 'journal_mode');
  const synchronous = pragma(database, 'synchronous');
  if (journal !== 'wal' || synchronous !== (durability === 'full' ? 2 : 0)) {
    throw new StorageFailedError(
      `the log is not durable here: journal_mode is ${journal}, synchronous is ${synchronous}; the file system must allow WAL`,
    );
  }
}

/** The value of a pragma. */
export function pragma(database: DatabaseSync, name: string): number | string | undefined {
  const row = database.prepare(`PRAGMA ${name}`).get();
  return row && (Object.values(row)[0] as number | string);
}

const code = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };
const noRoomWrites = new Set([778 /* write */, 4874 /* shm size */, 1546 /* truncate */]);

function sqliteCode(error: unknown): number | undefined {
  return (error as { errcode?: number }).errcode;
}

/** What a failed write means: no room (try later), or a log that must not be used any more. */
export function writeError(error: unknown): Error {
  const extended = sqliteCode(error);
  const text = (error as Error).message;
  if (extended === undefined) return error as Error;
  if ((extended & 0xff) === code.full || (extended & 0xff) === code.readOnly || noRoomWrites.has(extended)) {
    return new StorageFullError(`the log cannot be written: ${text}`, { cause: error });
  }
  // A failed fsync too ends here: nobody knows what reached the disk, so it must not be tried again and called durable.
  return new StorageFailedError(`the log failed: ${text}`, { cause: error });
}

function openingError(error: unknown, folder: string, file: string): Error {
  if (error instanceof StorageFailedError) return error;
  const primary = (sqliteCode(error) ?? 0) & 0xff;
  const { message, code: systemCode } = error as NodeJS.ErrnoException;
  const failed = (text: string) => new StorageFailedError(text, { cause: error });
  if (primary === code.busy)
    return failed(`${folder} is in use by another message-queue: stop it, or set DATA_FOLDER to another folder`);
  if (primary === code.corrupt || primary === code.notADatabase) {
    return failed(
      `${file} is damaged (${message}): restore it from a copy, or move it away to begin with an empty log`,
    );
  }
  if (primary === code.full || systemCode === 'ENOSPC' || noRoomWrites.has(sqliteCode(error) ?? 0))
    return failed(`no room in ${folder}: free some, or set DATA_FOLDER to another folder`);
  return failed(
    `cannot open the log in ${folder} (${message}): it must be a folder that can be written, see DATA_FOLDER`,
  );
}
