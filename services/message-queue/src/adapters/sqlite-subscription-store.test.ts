import { eventTypes } from '@weather/contracts';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../test/running-service.ts';
import { openDatabase } from './sqlite-database.ts';
import { SqliteEventLog } from './sqlite-event-log.ts';
import { SqliteSubscriptionStore } from './sqlite-subscription-store.ts';

const types = [eventTypes.observation];

/** A store with subscriptions `a` and `b`; `fail` makes the dead letter of an event, failed at the time of its position. */
async function openStore() {
  const database = openDatabase(temporaryFolder(), 'off');
  onTestFinished(() => database.close());
  const { commits } = new SqliteEventLog(database, { now: () => 0, maxWaiting: 100 });
  const store = new SqliteSubscriptionStore(database, commits);
  const active = { sink: 'http://sink/', types, state: 'active', readTo: 0, pending: new Map() } as const;
  await store.save(['a', 'b'].map((id) => ({ ...active, id })));
  const fail = (subscription: string, position: number) => {
    const record = { position, previousPosition: 0, type: types[0]!, station: 's', text: '{}', headers: {} };
    const failure = { subscription, record, attempts: 1, lastStatus: 400, lastError: '', failedAt: position };
    return store.addDeadLetter(failure);
  };
  const letters = (subscription: string) =>
    store.deadLetters({ subscription, after: 0, limit: 1000 }).map(({ record }) => record.position);
  return { store, fail, letters };
}

const roomy = { failedBefore: 0, mostPerSubscription: 1000, limit: 1000 };

it('deletes dead letters that are too old, step by step, but none that is being redriven', async () => {
  const { store, fail, letters } = await openStore();
  for (let position = 1; position <= 9; position++) await fail('a', position);
  const [first] = store.deadLetters({ after: 0, limit: 1 });
  await store.markForRedrive({ ids: [first!.id] });
  expect(await store.trimDeadLetters({ ...roomy, failedBefore: 6, limit: 3 })).toBe(3);
  expect(letters('a')).toEqual([1, 5, 6, 7, 8, 9]);
  expect(await store.trimDeadLetters({ ...roomy, failedBefore: 6, limit: 3 })).toBe(1);
  expect(await store.trimDeadLetters({ ...roomy, failedBefore: 6, limit: 3 })).toBe(0);
  // It failed again, so it has another time to live.
  await fail('a', 1);
  expect(await store.trimDeadLetters({ ...roomy, failedBefore: 1 })).toBe(0);
  expect(await store.trimDeadLetters({ ...roomy, failedBefore: 7 })).toBe(2);
  expect(letters('a')).toEqual([7, 8, 9]);
});

it('deletes the oldest of a subscription that has too many, and none of another', async () => {
  const { store, fail, letters } = await openStore();
  for (let position = 1; position <= 9; position++) await fail('a', position);
  for (let position = 1; position <= 3; position++) await fail('b', position);
  await store.markForRedrive({ ids: [store.deadLetters({ after: 0, limit: 1 })[0]!.id] });
  expect(await store.trimDeadLetters({ ...roomy, mostPerSubscription: 4, limit: 3 })).toBe(3);
  expect(await store.trimDeadLetters({ ...roomy, mostPerSubscription: 4, limit: 3 })).toBe(2);
  expect(await store.trimDeadLetters({ ...roomy, mostPerSubscription: 4, limit: 3 })).toBe(0);
  expect([letters('a'), letters('b')]).toEqual([
    [1, 7, 8, 9],
    [1, 2, 3],
  ]);
});

it('keeps no dead letter of a subscription that was removed', async () => {
  const { store, fail, letters } = await openStore();
  await Promise.all([fail('a', 1), store.remove('a'), fail('a', 2)]);
  expect(letters('a')).toEqual([]);
});
