import type { DatabaseSync } from 'node:sqlite';

/** Events after which the indexes are brought up to date: one write per page for all of them. */
const dueAfter = 2048;

/** Stations and sources that are remembered; beyond it they are looked up again. */
const remembered = 50_000;

type EventKeys = { source: number; id: string; type: number; station: string; position: number };

/**
 * Which (source, id) was ever stored, and which events a station has. The tables that tell are written late; the log
 * itself answers for its newest events, after a crash too.
 */
export class LateIndex {
  readonly #statements;
  /** Greatest id per source, of all that were ever stored. */
  readonly #greatest = new Map<number, string>();
  /** Newest position per type and station. */
  readonly #tails = new Map<number, Map<string, number>>();
  /** Identities of the events after `#indexedTo` up to `#listedTo`. */
  readonly #newest = new Map<string, number>();
  #listedTo = 0;
  #indexedTo = 0;

  constructor(database: DatabaseSync) {
    this.#statements = prepareStatements(database);
  }

  /** Position up to which the tables are complete. */
  get indexedTo(): number {
    return this.#indexedTo;
  }

  /**
   * Position of the event with this identity; undefined if there never was one. The ids of a source mostly grow, and
   * above the greatest there is nothing to find. (They are ASCII, which SQLite and JavaScript order alike.)
   */
  positionOf(source: number, id: string): number | undefined {
    if (id > this.#greatestId(source)) return undefined;
    this.#listNewest();
    return (
      this.#newest.get(`${source} ${id}`) ??
      (this.#statements.identity.get(source, id) as { position: number } | undefined)?.position
    );
  }

  /** Newest position of this type and station; 0 if there never was one. */
  tailOf(type: number, station: string): number {
    const known = this.#tails.get(type)?.get(station);
    if (known !== undefined) return known;
    const { tail, trimmedTail } = this.#statements;
    return (
      ((tail.get(type, station) ?? trimmedTail.get(type, station)) as { position: number } | undefined)?.position ?? 0
    );
  }

  /** Tells of an event that was stored. */
  add({ source, id, type, station, position }: EventKeys): void {
    if (id > this.#greatestId(source)) this.#greatest.set(source, id);
    let tails = this.#tails.get(type);
    if (tails === undefined) this.#tails.set(type, (tails = new Map()));
    tails.set(station, position);
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
    this.#indexedTo = this.#listedTo = last;
    this.#newest.clear();
    if (this.#greatest.size > remembered) this.#greatest.clear();
    for (const tails of this.#tails.values()) if (tails.size > remembered) tails.clear();
  }

  /** At the start and after a rollback: what is on disk is what counts. */
  load(): void {
    this.#newest.clear();
    this.#greatest.clear();
    this.#tails.clear();
    this.#indexedTo = this.#listedTo = (this.#statements.indexed.get() as { up_to: number }).up_to;
    for (const row of this.#statements.after.iterate(this.#indexedTo)) this.add(row as EventKeys);
  }

  #greatestId(source: number): string {
    let id = this.#greatest.get(source);
    if (id === undefined) {
      id = (this.#statements.greatest.get(source) as { id: string | null }).id ?? '';
      this.#greatest.set(source, id);
    }
    return id;
  }

  /** Only a repeat or an id out of order needs the list, so it is made from the log when one comes. */
  #listNewest(): void {
    for (const row of this.#statements.after.iterate(this.#listedTo)) {
      const { source, id, position } = row as EventKeys;
      this.#newest.set(`${source} ${id}`, position);
      this.#listedTo = position;
    }
  }
}

function prepareStatements(database: DatabaseSync) {
  return {
    identity: database.prepare('SELECT position FROM identities WHERE source = ? AND id = ?'),
    greatest: database.prepare('SELECT max(id) AS id FROM identities WHERE source = ?'),
    tail: database.prepare(
      'SELECT position FROM events_by_station WHERE type = ? AND station = ? ORDER BY position DESC LIMIT 1',
    ),
    trimmedTail: database.prepare('SELECT position FROM trimmed_tails WHERE type = ? AND station = ?'),
    indexed: database.prepare('SELECT up_to FROM indexed'),
    setIndexed: database.prepare('UPDATE indexed SET up_to = ?'),
    after: database.prepare(
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
