import { cpSync, appendFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { eventTypes, type EventType } from '@weather/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/running-service.ts';
import { OverloadedError, StorageFailedError, StorageFullError } from '../domain/errors.ts';
import type { NewEvent, ReadRequest } from '../domain/event-log.ts';
import { assertSqliteVersion, openDatabase, pragma } from './sqlite-database.ts';
import { SqliteEventLog } from './sqlite-event-log.ts';

const types: EventType[] = [eventTypes.observation, eventTypes.forecast, eventTypes.anomaly];

function event(station: number, type: number, sequence: number): NewEvent {
  const name = `station-${station}`;
  const id = `${name}-${sequence}`;
  const source = `/${type}/${name}`;
  const body = JSON.stringify({ id, source, note: 'é🌦'.repeat(sequence % 3) });
  return {
    source,
    id,
    type: types[type]!,
    station: name,
    time: sequence * 1000,
    measures: sequence % 2 ? ['temperature'] : ['weather'],
    body,
  };
}

type Opened = { folder: string; database: DatabaseSync; log: SqliteEventLog };

function open(folder: string): Opened {
  const database = openDatabase(folder, 'off');
  return { folder, database, log: new SqliteEventLog(database, { now: () => 0, maxWaiting: 10_000 }) };
}

/** What the log should hold. */
class Model {
  events: (NewEvent & { position: number; previous: number })[] = [];
  readonly seen = new Map<string, number>();
  readonly tails = new Map<string, number>();
  last = 0;

  append(batch: NewEvent[]) {
    return batch.map((one) => {
      const key = `${one.source} ${one.id}`;
      const known = this.seen.get(key);
      if (known !== undefined) return { duplicate: true, position: known };
      this.last += 1;
      const tail = `${one.type} ${one.station}`;
      this.events.push({ ...one, position: this.last, previous: this.tails.get(tail) ?? 0 });
      this.seen.set(key, this.last);
      this.tails.set(tail, this.last);
      return { duplicate: false, position: this.last };
    });
  }

  read({
    types: wanted,
    after,
    before = Infinity,
    station,
    from = 0,
    to = Infinity,
    measures,
    order,
    limit,
  }: ReadRequest) {
    const matches = this.events.filter(
      (one) =>
        wanted.includes(one.type) &&
        one.position > after &&
        one.position < before &&
        one.time >= from &&
        one.time < to &&
        (station === undefined || one.station === station) &&
        (measures === undefined || one.measures.includes(measures)),
    );
    return (order === 'desc' ? matches.toReversed() : matches)
      .slice(0, limit)
      .map(({ position, previous }) => [position, previous]);
  }
}

const anyEvent = fc
  .tuple(fc.nat(4), fc.nat(2), fc.nat(60))
  .map(([station, type, sequence]) => event(station, type, sequence));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const anyRead = fc.record({
  types: fc.subarray(types, { minLength: 1 }),
  after: fc.nat(80),
  before: maybe(fc.nat(100)),
  station: maybe(fc.nat(5).map((station) => `station-${station}`)),
  from: maybe(fc.nat(60_000)),
  to: maybe(fc.nat(60_000)),
  measures: maybe(fc.constantFrom('temperature' as const, 'weather' as const)),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  limit: fc.integer({ min: 1, max: 50 }),
}) as fc.Arbitrary<ReadRequest>;
const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      groups: fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('read' as const), request: anyRead }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('reopen' as const, 'crash' as const, 'index' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('trim' as const), keep: fc.nat(1500) }) },
);

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Does a step to both and compares what they say; answers the log to go on with. */
async function play(
  opened: Opened,
  model: Model,
  step: Step,
): Promise<{ opened: Opened; said: unknown; expected: unknown }> {
  let [said, expected]: unknown[] = [];
  if (step.kind === 'append') {
    said = await Promise.all(step.groups.map((group) => opened.log.append(group)));
    expected = step.groups.map((group) => model.append(group));
  } else if (step.kind === 'read') {
    said = (await opened.log.read(step.request)).map(({ text }) => {
      const { position, previousposition } = JSON.parse(text) as { position: number; previousposition: number };
      return [position, previousposition];
    });
    expected = model.read(step.request);
  } else if (step.kind === 'index') await opened.log.indexNow();
  else if (step.kind === 'trim') {
    const { upTo } = await opened.log.trim({ storedBefore: 0, maxBytes: step.keep, neededAfter: 0, maxEvents: 20 });
    model.events = model.events.filter(({ position }) => position > upTo);
  } else opened = again(opened, step.kind);
  return { opened, said, expected };
}

describe('the log on SQLite', () => {
  it('does what its model does, through restarts, crashes and retention', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 30 }), async (steps) => {
        let opened = open(temporaryFolder());
        const model = new Model();
        for (const step of steps) {
          const played = await play(opened, model, step);
          ({ opened } = played);
          expect(played.said).toEqual(played.expected);
          expect(opened.log.lastPosition()).toBe(model.last);
          expect(opened.log.extent()).toMatchObject({
            events: model.events.length,
            firstPosition: model.events[0]?.position ?? 0,
          });
        }
        opened.database.close();
      }),
      { numRuns: 150 },
    );
  });

  it('asserts what durability rests on', () => {
    const database = openDatabase(temporaryFolder());
    expect([
      pragma(database, 'journal_mode'),
      pragma(database, 'synchronous'),
      pragma(database, 'locking_mode'),
    ]).toEqual(['wal', 2, 'exclusive']);
    expect(() => assertSqliteVersion('3.51.2')).toThrow(/3\.51\.2 is too old, 3\.51\.3 is needed/);
    expect(() => assertSqliteVersion('3.9.9')).toThrow(StorageFailedError);
    for (const version of ['3.51.3', '3.53.0', '4.0.0']) assertSqliteVersion(version);
  });

  it('shares one commit among all that wait, and refuses more than may wait', async () => {
    let commits = 0;
    const database = openDatabase(temporaryFolder());
    const log = new SqliteEventLog(database, { now: () => 0, maxWaiting: 50, onCommit: () => (commits += 1) });
    const appends = Array.from({ length: 60 }, (_, index) =>
      log.append([event(1, 0, index)]).catch((error: Error) => error),
    );
    const answers = await Promise.all(appends);
    expect(answers.filter((answer) => answer instanceof OverloadedError)).toHaveLength(10);
    expect(commits).toBe(1);
    expect(log.extent().events).toBe(50);
  });

  it('stores nothing of a group when there is no room, and goes on when there is', async () => {
    const { database, log } = open(temporaryFolder());
    await log.append([event(1, 0, 1)]);
    database.exec(`PRAGMA max_page_count = ${Number(pragma(database, 'page_count')) + 2}`);
    const large = Array.from({ length: 200 }, (_, index) => event(2, 0, index));
    await expect(log.append(large)).rejects.toBeInstanceOf(StorageFullError);
    expect(log.extent().events).toBe(1);
    expect(log.commits.problem).toBeInstanceOf(StorageFullError);
    database.exec('PRAGMA max_page_count = 100000');
    expect((await log.append(large)).map(({ position }) => position)).toEqual(large.map((_, index) => index + 2));
    expect(log.commits.problem).toBeUndefined();
  });
});

/** `crash`: what another process finds after a SIGKILL, with a torn write at the end of the write-ahead log. */
function again({ folder, database }: Opened, how: 'reopen' | 'crash'): Opened {
  let next = folder;
  if (how === 'crash') {
    next = temporaryFolder();
    cpSync(folder, next, { recursive: true });
    appendFileSync(join(next, 'events.db-wal'), Buffer.alloc(777, 7));
  }
  database.close();
  return open(next);
}
