import {
  eventTypes,
  formatSequence,
  type SimulationAccount,
  type StoredEvent,
  type StoredObservationEvent,
} from '@weather/contracts';
import { expect, test } from 'vitest';
import { expectedObservations, expectedResults } from './expected.ts';
import { judge, type Told } from './judge.ts';

const seed = 7;
const stations = 2;
const each = 30;

/** A log as one replica of each model would have made it: stations by turns, results after their observation. */
function rightLog(): StoredEvent[] {
  let position = 0;
  const place = <E extends object>(event: E) => ({ ...event, position: ++position, previousposition: 0 });
  const series = [...expectedObservations(seed, stations).values()].map((first) => first(each));
  const observations = Array.from({ length: each }, (_, at) => series.map((one) => place(one[at]!))).flat();
  const results = (['v1', 'v2'] as const).flatMap((name) => expectedResults(observations, { name, version: 'test' }));
  return [...observations, ...results.map(place)];
}

function toldOf(change: Partial<SimulationAccount> = {}): Told {
  const ids = [...expectedObservations(seed, stations).keys()];
  const all = stations * each;
  const account: SimulationAccount = {
    seed,
    source: 'synthetic',
    type: 'weather',
    stations: ids,
    durationMs: 1000,
    generated: all,
    sent: all,
    acked: all,
    duplicates: 0,
    retried: 0,
    failed: 0,
    late: 0,
    plantedFaults: 0,
    firstSequence: Object.fromEntries(ids.map((id) => [id, 1])),
    lastSequence: Object.fromEntries(ids.map((id) => [id, each])),
    ...change,
  };
  return { seed, stations, accounts: [account], lostAccounts: 0 };
}

const log = rightLog();
const station = `synthetic-${seed}-1`;
const faultsOf = (events: readonly StoredEvent[], told = toldOf()) => judge([told], events).faults;
const isObservation = (event: StoredEvent): event is StoredObservationEvent => event.type === eventTypes.observation;

test('a right log has no fault, and is counted', () => {
  expect(judge([toldOf({ retried: 3, duplicates: 1 })], log)).toMatchObject({
    observations: stations * each,
    retried: 3,
    duplicates: 1,
    failed: 0,
    servedBy: 1,
    faults: [],
  });
  expect(log.filter(({ type }) => type === eventTypes.forecast).length).toBeGreaterThan(each);
});

test('an observation that was given up, and one that was not delivered, are faults', () => {
  const { faults } = judge([toldOf({ failed: 2 })], log, ['machine-learning-v1 was not given it']);
  expect(faults).toEqual(['simulation 7 gave up 2', 'machine-learning-v1 was not given it']);
});

test('who made a result does not matter', () => {
  const moved = log.map((event) => (isObservation(event) ? event : { ...event, servedby: 'another' }));
  expect(faultsOf(moved)).toEqual([]);
});

test('an acknowledged observation that is lost is found, at the end of its series too', () => {
  const last = `${station}-${each}`;
  const shorter = log.filter(({ id }) => !id.startsWith(last));
  expect(faultsOf(shorter)).toContain(`${last} is not in the log`);
});

test('a gap is found', () => {
  const gap = log.filter(({ id }) => id !== `${station}-5`);
  expect(faultsOf(gap)).toContain(`${station}-5 is not in the log`);
});

test('what stands twice in the log is found', () => {
  const forecast = log.find(({ type }) => type === eventTypes.forecast)!;
  expect(faultsOf([...log, forecast])).toEqual([`${forecast.source} ${forecast.id} stands 2 × in the log`]);
});

test('an observation that is not what was sent is found', () => {
  const changed = log.map((event) => (event.id === `${station}-4` ? { ...event, sequence: formatSequence(5) } : event));
  expect(faultsOf(changed)).toContain(`${station}-4 is not what was sent, or out of order`);
});

test('more acknowledged than there is, or less, is found', () => {
  expect(faultsOf(log, toldOf({ acked: stations * each - 1 }))).toEqual(['59 were acknowledged, the log holds 60']);
});

test.each(['v1', 'v2'])('a forecast of %s that is missing, changed or made up is found', (model) => {
  const forecast = log.findLast((event) => event.source.startsWith(`/models/${model}/`))!;
  const others = log.filter((event) => event !== forecast);
  expect(faultsOf(others)).toEqual([`${model}: ${forecast.id} is not in the log`]);

  const changed = { ...forecast, time: '2013-01-01T00:00:00Z' };
  expect(faultsOf([...others, changed])).toEqual([`${model}: ${forecast.id} is not what one replica would have made`]);

  const madeUp = { ...forecast, id: 'made-up' };
  expect(faultsOf([...log, madeUp])).toEqual([`${model}: made-up follows from no observation`]);
});
