import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { MemoryLog } from '../../test/memory-log.ts';
import { LogUnavailableError, OverloadedError, RebuildingError } from './errors.ts';
import { ReadModel } from './read-model.ts';

let log: MemoryLog;

function modelOn(of: MemoryLog, limits: { maxStations?: number; maxWaiting?: number } = {}): ReadModel {
  const instruments = { received: () => undefined, evicted: () => undefined };
  return new ReadModel({ log: of, instruments, maxStations: 100, maxWaiting: 100, ...limits });
}

async function rebuilt(of: MemoryLog, limits?: Parameters<typeof modelOn>[1]): Promise<ReadModel> {
  const model = modelOn(of, limits);
  await model.rebuild();
  return model;
}

const highest = (model: ReadModel) => model.extremes().map(({ station, highest: { celsius } }) => [station, celsius]);

beforeEach(() => {
  log = new MemoryLog();
});

test('before the log was read it answers nothing and takes nothing', async () => {
  const model = modelOn(log);
  expect(() => model.extremes()).toThrow(RebuildingError);
  await expect(model.receive(log.append('A', 1, 5))).rejects.toThrow(RebuildingError);
});

test('it begins with what the log holds, page by page, and goes on there after a failure', async () => {
  for (let hour = 1; hour <= 7; hour++) log.append(hour % 2 === 0 ? 'A' : 'B', hour, hour);
  log.isAway = true;
  const model = modelOn(log);
  await expect(model.rebuild()).rejects.toThrow(LogUnavailableError);
  log.isAway = false;
  await model.rebuild();
  expect(log.pagesRead).toBe(3);
  expect(highest(model)).toEqual([
    ['A', 6],
    ['B', 7],
  ]);
});

test('what comes next is taken, a repeat changes nothing, and neither asks the log', async () => {
  const model = await rebuilt(log);
  const pages = log.pagesRead;
  const event = log.append('A', 1, 5);
  expect(await model.receive(event)).toBe('taken');
  expect(await model.receive(event)).toBe('repeat');
  expect(log.pagesRead).toBe(pages);
  expect(highest(model)).toEqual([['A', 5]]);
});

test('something older that comes again is a repeat as well, as long as the log is the same', async () => {
  const first = log.append('A', 1, 5);
  for (const hour of [2, 3, 4, 5]) log.append('A', hour, 9);
  const model = await rebuilt(log);
  const pages = log.pagesRead;
  expect(await model.receive(first)).toBe('repeat');
  expect(log.pagesRead - pages).toBe(1);
});

test('what another replica was given is read from the log', async () => {
  const model = await rebuilt(log);
  log.append('A', 1, 30);
  log.append('B', 1, 99);
  expect(await model.receive(log.append('A', 2, 5))).toBe('caught-up');
  expect(highest(model)).toEqual([['A', 30]]);
});

test('of a log that was begun anew nothing of the old one is left', async () => {
  for (const hour of [100, 101, 102]) log.append('A', hour, 40);
  const old = await rebuilt(log);
  const anew = new MemoryLog();
  Object.assign(log, { observations: anew.observations.bind(anew) });
  expect(await old.receive(anew.append('A', 1, 5))).toBe('refolded');
  expect(highest(old)).toEqual([['A', 5]]);
});

test('a station that was let go is read again when it comes back', async () => {
  log.append('A', 1, 30);
  log.append('B', 1, 20);
  const model = await rebuilt(log, { maxStations: 1 });
  expect(highest(model)).toEqual([['B', 20]]);
  expect(await model.receive(log.append('A', 2, 5))).toBe('caught-up');
  expect(highest(model)).toEqual([['A', 30]]);
});

test('with too much in hand it asks to be told later', async () => {
  const model = await rebuilt(log, { maxWaiting: 1 });
  log.append('A', 1, 1);
  const first = model.receive(log.append('A', 2, 2));
  await expect(model.receive(log.append('B', 1, 1))).rejects.toThrow(OverloadedError);
  expect(await first).toBe('caught-up');
});

test('however deliveries are spread, lost, repeated and mixed up, each replica ends with what the log holds', async () => {
  const readings = fc.array(
    fc.record({ station: fc.constantFrom('A', 'B'), hour: fc.nat(60), celsius: fc.integer({ min: -20, max: 40 }) }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(readings, fc.infiniteStream(fc.nat(3)), async (made, chance) => {
      const shared = new MemoryLog();
      const replicas = await Promise.all([rebuilt(shared), rebuilt(shared, { maxStations: 1 })]);
      const events = made.map(({ station, hour, celsius }) => shared.append(station, hour, celsius));
      for (const event of events) {
        for (let times = chance.next().value; times > 0; times--)
          await replicas[chance.next().value % 2]!.receive(event);
      }
      const wanted = await rebuilt(shared);
      for (const station of ['A', 'B']) {
        const last = events.findLast(({ partitionkey }) => partitionkey === station);
        if (last === undefined) continue;
        for (const replica of replicas) {
          await replica.receive(last);
          const of = (model: ReadModel) => model.extremes().find((one) => one.station === station);
          expect(of(replica)).toEqual(of(wanted));
        }
      }
    }),
  );
});
