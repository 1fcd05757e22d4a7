import type { DatabaseSync } from 'node:sqlite';
import { OverloadedError, StorageFailedError, StorageFullError } from '../domain/errors.ts';
import { writeError } from './sqlite-database.ts';

type Work = { run: () => unknown; resolve: (value: never) => void; reject: (error: Error) => void; weight: number };

export type GroupCommitOptions = {
  /** Most units of weight that may wait for the disk. */
  maxWaiting: number;
  onCommit?: (units: number, seconds: number) => void;
  /** Told each time that a group finds no room. */
  onFull?: (error: StorageFullError) => void;
  /** Told once, when the log must not be used any more. */
  onFailed?: (error: StorageFailedError) => void;
  /** Told after a rollback, so that what was remembered of it can be forgotten. */
  onRollback?: () => void;
  /** Told when a group has become durable, before its works settle. */
  onDurable?: () => void;
};

/** Turns of the event loop that a group waits for company, at most. */
const mostTurns = 8;

/** Units that share an fsync well enough: waiting for more would only keep more in memory. */
const enoughUnits = 256;

/**
 * Puts all works that arrive together, within a few turns of the event loop, into one transaction: one fsync serves
 * them all, and their answers leave together. A group is durable as a whole or not at all.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #options: GroupCommitOptions;
  readonly #begin;
  readonly #commit;
  #group: Work[] = [];
  #waiting = 0;
  #problem: StorageFullError | StorageFailedError | undefined;

  constructor(database: DatabaseSync, options: GroupCommitOptions) {
    this.#database = database;
    this.#options = options;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
  }

  /** Why nothing could be written last time; undefined when all is well. */
  get problem(): Error | undefined {
    return this.#problem;
  }

  /** Runs `run` in the next transaction; settles when that is durable. `run` must be synchronous. */
  enqueue<T>(run: () => T, weight = 1): Promise<T> {
    if (this.#problem instanceof StorageFailedError) return Promise.reject(this.#problem);
    if (this.#waiting + weight > this.#options.maxWaiting && this.#waiting > 0) {
      return Promise.reject(new OverloadedError(`${this.#waiting} events wait for the disk`));
    }
    this.#waiting += weight;
    return new Promise<T>((resolve, reject) => {
      this.#group.push({ run, resolve, reject, weight });
      if (this.#group.length === 1) setImmediate(() => this.#gather(1, mostTurns));
    });
  }

  /** Waits for another turn of the event loop as long as each brings more: fewer and larger commits when it is busy. */
  #gather(known: number, turns: number): void {
    const isGrowing = this.#group.length > known && this.#waiting < enoughUnits;
    if (isGrowing && turns > 0) setImmediate(() => this.#gather(this.#group.length, turns - 1));
    else this.flush();
  }

  /** Commits what waits and takes nothing more. */
  close(): void {
    this.flush();
    this.#problem = new StorageFailedError('the log is closed');
  }

  /** Commits what waits, now. */
  flush(): void {
    const group = this.#group;
    if (group.length === 0) return;
    const units = this.#waiting;
    this.#group = [];
    this.#waiting = 0;
    const started = performance.now();
    let results: unknown[];
    try {
      this.#begin.run();
      results = group.map((work) => work.run());
      this.#commit.run();
    } catch (error) {
      this.#fail(group, writeError(error));
      return;
    }
    this.#problem = undefined;
    this.#options.onCommit?.(units, (performance.now() - started) / 1000);
    this.#options.onDurable?.();
    group.forEach((work, index) => work.resolve(results[index] as never));
  }

  #fail(group: Work[], error: Error): void {
    try {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    } catch (rollbackError) {
      error = new StorageFailedError(`the log could not be rolled back: ${(rollbackError as Error).message}`, {
        cause: error,
      });
    }
    this.#options.onRollback?.();
    if (error instanceof StorageFullError || error instanceof StorageFailedError) this.#problem = error;
    if (error instanceof StorageFullError) this.#options.onFull?.(error);
    if (error instanceof StorageFailedError) this.#options.onFailed?.(error);
    for (const work of group) work.reject(error);
  }
}
