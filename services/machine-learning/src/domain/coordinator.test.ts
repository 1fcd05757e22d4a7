import { expect, test, vi } from 'vitest';
import { comparable, MemoryLog, observation } from '../../test/memory-log.ts';
import { rightResults, speaker } from '../../test/reference.ts';
import { stubModel } from '../../test/stub-model.ts';
import { Coordinator, type CoordinatorOptions } from './coordinator.ts';
import { OverloadedError } from './errors.ts';
import type { Model } from './model.ts';

function coordinator(log: MemoryLog, options: Partial<CoordinatorOptions<unknown>> = {}) {
  return new Coordinator<unknown>({
    model: stubModel,
    speaker,
    log,
    instruments: { received() {}, caughtUp() {}, published() {}, evicted() {} },
    maxStations: 10,
    maxWaiting: 10,
    ...options,
  });
}

/** A log that holds hours 1 to `hours` of station A. */
function logOf(hours: number): MemoryLog {
  const log = new MemoryLog();
  for (let hour = 1; hour <= hours; hour++) log.append(observation('A', hour));
  return log;
}

const rightly = (log: MemoryLog) => comparable(rightResults(stubModel, log.stored));
const published = (log: MemoryLog) => comparable(log.results.values());

test('events in order need no look into the log, nor does the repeat of a recent one', async () => {
  const log = logOf(20);
  const one = coordinator(log);
  for (const event of log.stored) expect((await one.receive(event)).outcome).toBe('learnt');
  const again = await one.receive(log.stored[15]!);
  expect(again.outcome).toBe('repeat');
  expect(again.results.length).toBeGreaterThan(0);
  expect(log.pagesRead).toBe(0);
  expect(published(log)).toEqual(rightly(log));
});

test('an old repeat is told again in full, and after that remembered', async () => {
  const log = logOf(30);
  const one = coordinator(log);
  for (const event of log.stored) await one.receive(event);
  const right = new Map(log.results);
  log.results.clear();
  const { outcome, results } = await one.receive(log.stored[4]!);
  expect(outcome).toBe('repeat');
  expect(results.map(({ id }) => id)).toEqual(results.map(({ id }) => right.get(`/models/v1/stations/A ${id}`)!.id));
  expect(comparable(results)).toEqual(
    rightly(log).filter((result) => (result as { id: string }).id.startsWith(log.stored[4]!.id)),
  );
  const { pagesRead } = log;
  await one.receive(log.stored[4]!);
  expect(log.pagesRead).toBe(pagesRead);
});

test('a late observation is passed over, and a word on it says so', async () => {
  const log = logOf(5);
  const late = log.append(observation('A', 0));
  log.append(observation('A', 6));
  const one = coordinator(log);
  for (const event of log.stored) await one.receive(event);
  expect(await coordinator(log).receive(late)).toMatchObject({ outcome: 'late', results: [] });
  expect(published(log)).toEqual(rightly(log));
});

test('a gap is filled with what the log still has', async () => {
  const log = logOf(12);
  log.stored.splice(0, 4);
  const one = coordinator(log);
  const { outcome, results } = await one.receive(log.stored.at(-1)!);
  expect([outcome, one.status()]).toEqual(['learnt', { stations: 1, learnt: 8, caughtUp: 7 }]);
  expect(comparable(results)).toEqual(rightly(log).slice(-results.length));
});

test('a log that was begun anew is noticed, whatever its positions are', async () => {
  for (const hours of [1, 5, 30]) {
    const old = logOf(20);
    const log = new MemoryLog();
    for (let hour = 1; hour <= hours; hour++) log.append({ ...observation('A', hour + 7), id: `other-${hour}` });
    const one = coordinator(log);
    for (const event of old.stored) await one.receive(event);
    log.results.clear();
    for (const event of log.stored) await one.receive(event);
    expect(published(log)).toEqual(rightly(log));
  }
});

test('a log that was begun anew is noticed by what it says came before', async () => {
  const old = logOf(20);
  const log = logOf(5);
  for (let hour = 1; hour <= 20; hour++) log.append(observation('B', hour));
  log.append(observation('A', 9));
  const one = coordinator(log);
  for (const event of old.stored) await one.receive(event);
  log.results.clear();
  for (const event of log.stored.toReversed()) await one.receive(event);
  expect(published(log)).toEqual(rightly(log));
});

test('an observation outside the log is answered, not learnt and not published', async () => {
  const log = logOf(5);
  const one = coordinator(log);
  for (const event of log.stored) await one.receive(event);
  log.results.clear();
  const answer = await one.receive(observation('A', 6));
  expect(answer.outcome).toBe('answered');
  expect(answer).toEqual(await one.receive(observation('A', 6)));
  expect(log.results.size).toBe(0);
  await one.receive(observation('nobody', 1));
  expect(one.status()).toEqual({ stations: 1, learnt: 5, caughtUp: 0 });
  const sixth = log.append(observation('A', 6));
  expect((await one.receive(sixth)).results).toEqual(answer.results);
});

test('memory holds no more stations than it may', async () => {
  const log = new MemoryLog();
  for (let hour = 1; hour <= 5; hour++) for (const station of ['A', 'B', 'C']) log.append(observation(station, hour));
  const evicted = vi.fn<() => void>();
  const one = coordinator(log, {
    maxStations: 2,
    instruments: { received() {}, caughtUp() {}, published() {}, evicted },
  });
  for (const event of log.stored) await one.receive(event);
  expect(one.status().stations).toBe(2);
  // A B C by turns, with room for two: from the third on each one takes the place of another.
  expect(evicted).toHaveBeenCalledTimes(13);
  expect(published(log)).toEqual(rightly(log));
});

test('a model that throws takes nothing along: the station is folded anew', async () => {
  let broken = true;
  const wellBehaved: Model<unknown> = stubModel;
  const model: Model<unknown> = {
    ...wellBehaved,
    learn(state, event, id) {
      const output = wellBehaved.learn(state, event, id);
      if (broken && id.endsWith('4')) throw new Error('no such weather');
      return output;
    },
  };
  const log = logOf(8);
  const one = coordinator(log, { model });
  for (const event of log.stored.slice(0, 3)) await one.receive(event);
  await expect(one.receive(log.stored[3]!)).rejects.toThrow('no such weather');
  await expect(one.receive(log.stored[4]!)).rejects.toThrow('no such weather');
  broken = false;
  for (const event of log.stored.slice(3)) await one.receive(event);
  expect(published(log)).toEqual(rightly(log));
});

test('more than may wait is refused at once, and there is room again later', async () => {
  const log = logOf(4);
  const gate = Promise.withResolvers<void>();
  const publish = log.publish.bind(log);
  log.publish = async (results) => {
    await gate.promise;
    await publish(results);
  };
  const one = coordinator(log, { maxWaiting: 2 });
  const waiting = log.stored.slice(2).map((event) => one.receive(event));
  await expect(one.receive(log.stored[0]!)).rejects.toBeInstanceOf(OverloadedError);
  gate.resolve();
  await Promise.all(waiting);
  expect((await one.receive(log.stored[0]!)).outcome).toBe('repeat');
});
