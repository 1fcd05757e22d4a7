import type { EventType } from '@weather/contracts';
import type { DatabaseSync } from 'node:sqlite';
import type {
  DeadLetterFilter,
  DeadLetterTrim,
  Failure,
  StoredFailure,
  SubscriptionState,
  SubscriptionStore,
} from '../domain/subscription.ts';
import type { GroupCommit } from './group-commit.ts';
import { typeNumbers, typeOfNumber } from './sqlite-event-reader.ts';

type SubscriptionRow = {
  id: string;
  sink: string;
  types: string;
  state: 'active' | 'gone';
  read_to: number;
  pending: string;
};

type DeadLetterRow = {
  id: number;
  subscription: string;
  position: number;
  previous_position: number;
  type: number;
  station: string;
  attempts: number;
  last_status: number | null;
  last_error: string;
  failed_at: number;
  event: string;
  headers: string | null;
};

/** Subscriptions and dead letters in the log's own file: their writes share its commits. */
export class SqliteSubscriptionStore implements SubscriptionStore {
  readonly #commits: GroupCommit;
  readonly #statements;

  constructor(database: DatabaseSync, commits: GroupCommit) {
    this.#commits = commits;
    this.#statements = prepareStatements(database);
  }

  all(): SubscriptionState[] {
    return (this.#statements.all.all() as SubscriptionRow[]).map((row) => ({
      id: row.id,
      sink: row.sink,
      types: JSON.parse(row.types) as EventType[],
      state: row.state,
      readTo: row.read_to,
      pending: new Map(JSON.parse(row.pending) as [string, number][]),
    }));
  }

  save(states: readonly SubscriptionState[]): Promise<void> {
    return this.#commits.enqueue(() => {
      for (const { id, sink, types, state, readTo, pending } of states) {
        this.#statements.save.run(id, sink, JSON.stringify(types), state, readTo, JSON.stringify([...pending]));
      }
    }, 0);
  }

  remove(id: string): Promise<void> {
    return this.#commits.enqueue(() => {
      this.#statements.remove.run(id);
      this.#statements.removeItsDeadLetters.run(id);
    }, 0);
  }

  addDeadLetter({ subscription, record, attempts, lastStatus, lastError, failedAt }: Failure): Promise<void> {
    const headers = Object.keys(record.headers).length > 0 ? JSON.stringify(record.headers) : null;
    return this.#commits.enqueue(() => {
      this.#statements.addDeadLetter.run(
        record.position,
        record.previousPosition,
        typeNumbers[record.type],
        record.station,
        attempts,
        lastStatus,
        lastError,
        failedAt,
        record.text,
        headers,
        subscription,
      );
    }, 0);
  }

  removeDeadLetter(id: number): Promise<void> {
    return this.#commits.enqueue(() => void this.#statements.removeDeadLetter.run(id), 0);
  }

  deadLetters({ subscription, after, limit, redriving }: DeadLetterFilter): StoredFailure[] {
    const rows = this.#statements.deadLetters.all({
      subscription: subscription ?? null,
      after,
      limit,
      redriving: redriving === undefined ? null : Number(redriving),
    });
    return (rows as DeadLetterRow[]).map(toFailure);
  }

  countDeadLetters(subscription: string): number {
    return (this.#statements.count.get(subscription) as { count: number }).count;
  }

  trimDeadLetters({ failedBefore, mostPerSubscription, limit }: DeadLetterTrim): Promise<number> {
    const { trimByAge, trimByCount, all } = this.#statements;
    return this.#commits.enqueue(() => {
      let deleted = Number(trimByAge.run(failedBefore, limit).changes);
      for (const { id } of all.all() as SubscriptionRow[]) {
        const excess = Math.min(this.countDeadLetters(id) - mostPerSubscription, limit - deleted);
        if (excess > 0) deleted += Number(trimByCount.run(id, excess).changes);
      }
      return deleted;
    }, 0);
  }

  markForRedrive(which: { subscription: string } | { ids: readonly number[] }): Promise<Map<string, number>> {
    return this.#commits.enqueue(() => {
      const rows =
        'ids' in which
          ? this.#statements.redriveIds.all(JSON.stringify(which.ids))
          : this.#statements.redriveAll.all(which.subscription);
      const counts = new Map<string, number>();
      for (const { subscription } of rows as { subscription: string }[])
        counts.set(subscription, (counts.get(subscription) ?? 0) + 1);
      return counts;
    }, 0);
  }
}

function toFailure(row: DeadLetterRow): StoredFailure {
  return {
    id: row.id,
    subscription: row.subscription,
    attempts: row.attempts,
    lastStatus: row.last_status,
    lastError: row.last_error,
    failedAt: row.failed_at,
    record: {
      position: row.position,
      previousPosition: row.previous_position,
      type: typeOfNumber(row.type),
      station: row.station,
      text: row.event,
      headers: row.headers === null ? {} : (JSON.parse(row.headers) as Record<string, string>),
    },
  };
}

function prepareStatements(database: DatabaseSync) {
  const redrive = (which: string) =>
    database.prepare(`UPDATE dead_letters SET redriving = 1 WHERE redriving = 0 AND ${which}
      AND subscription IN (SELECT id FROM subscriptions WHERE state = 'active') RETURNING subscription`);
  return {
    all: database.prepare('SELECT * FROM subscriptions ORDER BY id'),
    save: database.prepare(`INSERT INTO subscriptions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET sink = excluded.sink,
      types = excluded.types, state = excluded.state, read_to = excluded.read_to, pending = excluded.pending`),
    remove: database.prepare('DELETE FROM subscriptions WHERE id = ?'),
    removeItsDeadLetters: database.prepare('DELETE FROM dead_letters WHERE subscription = ?'),
    addDeadLetter:
      database.prepare(`INSERT INTO dead_letters (subscription, position, previous_position, type, station, attempts,
      last_status, last_error, failed_at, redriving, event, headers)
      SELECT subscriptions.id, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ? FROM subscriptions WHERE subscriptions.id = ?
      ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts, last_status = excluded.last_status,
      last_error = excluded.last_error, failed_at = excluded.failed_at, redriving = 0`),
    removeDeadLetter: database.prepare('DELETE FROM dead_letters WHERE id = ?'),
    deadLetters:
      database.prepare(`SELECT * FROM dead_letters WHERE id > :after AND (:subscription IS NULL OR subscription = :subscription)
      AND (:redriving IS NULL OR redriving = :redriving) ORDER BY id LIMIT :limit`),
    count: database.prepare('SELECT count(*) AS count FROM dead_letters WHERE subscription = ?'),
    trimByAge: database.prepare(`DELETE FROM dead_letters WHERE id IN
      (SELECT id FROM dead_letters WHERE redriving = 0 AND failed_at < ? ORDER BY failed_at LIMIT ?)`),
    trimByCount: database.prepare(`DELETE FROM dead_letters WHERE id IN
      (SELECT id FROM dead_letters WHERE subscription = ? AND redriving = 0 ORDER BY position LIMIT ?)`),
    redriveAll: redrive('subscription = ?'),
    redriveIds: redrive('id IN (SELECT value FROM json_each(?))'),
  };
}
