import type { DatabaseSync } from 'node:sqlite';

/** Events after which the indexes are brought up to date: one write per page for all of them. */
const dueAfter = 2048;

/** Stations whose newest positions are remembered; beyond it they are looked up again. */
const rememberedTails = 50_000;

type EventKeys = { source: number; id: string; type: number; station: string; position: number };

/**
 * Which (source, id) was ever stored, and which events a station has. Memory answers for the newest events, tables
 * for the others; after a crash the newest are read from the log again.
 */
export class LateIndex {
  readonly #statements;
  readonly #newest = new Map<string, number>();
  readonly #tails = new Map<string, number>();
  #indexedTo = 0;

  constructor(database: DatabaseSync) {
    this.#statements = prepareStatements(database);
  }

  /** Position up to which the tables are complete. */
  get indexedTo(): number {
    return this.#indexedTo;
  }

  /** Position of the event with this identity; undefined if there never was one. */
  positionOf(source: number, id: string): number | undefined {
    return (
      this.#newest.get(`${source} ${id}`) ??
      (this.#statements.identity.get(source, id) as { position: number } | undefined)?.position
    );
  }

  /** Newest position of this type and station; 0 if there never was one. */
  tailOf(type: number, station: string): number {
    const remembered = this.#tails.get(`${type}${station}`);
    if (remembered !== undefined) return remembered;
    const { tail, trimmedTail } = this.#statements;
    return (
      ((tail.get(type, station) ?? trimmedTail.get(type, station)) as { position: number } | undefined)?.position ?? 0
    );
  }

  add(source: number, id: string, type: number, station: string, position: number): void {
    this.#newest.set(`${source} ${id}`, position);
    this.#tails.set(`${type}${station}`, position);
  }

  isDue(last: number): boolean {
    return last - this.#indexedTo >= dueAfter;
  }

  /** Writes what the tables lack up to `last`; to be called within a transaction. */
  catchUp(last: number): void {
    if (last === this.#indexedTo) return;
    const { addIdentities, addStations, setIndexed } = this.#statements;
    addIdentities.run(this.#indexedTo, last);
    addStations.run(this.#indexedTo, last);
    setIndexed.run(last);
    this.#indexedTo = last;
    this.#newest.clear();
    if (this.#tails.size > rememberedTails) this.#tails.clear();
  }

  /** At the start and after a rollback: what is on disk is what counts. */
  load(): void {
    this.#newest.clear();
    this.#tails.clear();
    this.#indexedTo = (this.#statements.indexed.get() as { up_to: number }).up_to;
    for (const row of this.#statements.notIndexed.iterate(this.#indexedTo)) {
      const { source, id, type, station, position } = row as EventKeys;
      this.add(source, id, type, station, position);
    }
  }
}

function prepareStatements(database: DatabaseSync) {
  return {
    identity: database.prepare('SELECT position FROM identities WHERE source = ? AND id = ?'),
    tail: database.prepare(
      'SELECT position FROM events_by_station WHERE type = ? AND station = ? ORDER BY position DESC LIMIT 1',
    ),
    trimmedTail: database.prepare('SELECT position FROM trimmed_tails WHERE type = ? AND station = ?'),
    indexed: database.prepare('SELECT up_to FROM indexed'),
    setIndexed: database.prepare('UPDATE indexed SET up_to = ?'),
    notIndexed: database.prepare(
      'SELECT source, id, type, station, position FROM events WHERE position > ? ORDER BY position',
    ),
    addIdentities: database.prepare(
      'INSERT INTO identities SELECT source, id, position FROM events WHERE position > ? AND position <= ? ORDER BY source, id',
    ),
    addStations: database.prepare(
      'INSERT INTO events_by_station SELECT type, station, position, time FROM events WHERE position > ? AND position <= ? ORDER BY type, station, position',
    ),
  };
}
