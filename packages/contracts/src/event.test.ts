import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventSchema, eventTypes, formatSequence, receivedObservationEventSchema, storedEventSchema } from './event.ts';
import { anomalyEvent, forecastEvent, observationEvent } from '../fixtures/events.ts';

const valid = [observationEvent, forecastEvent, anomalyEvent];

test.each(valid)('accepts a $type', (event) => {
  expect(eventSchema.parse(event)).toEqual(event);
});

test.each(valid)('a $type from the log carries its place', (event) => {
  const stored = { ...event, position: 7, previousposition: 0 };
  expect(storedEventSchema.parse(stored)).toEqual(stored);
  expect(storedEventSchema.safeParse(event).success).toBe(false);
  expect(eventSchema.safeParse(stored).success).toBe(false);
});

test('machine-learning takes an observation with and without its place in the log', () => {
  expect(receivedObservationEventSchema.safeParse(observationEvent).success).toBe(true);
  const stored = { ...observationEvent, position: 7, previousposition: 3 };
  expect(receivedObservationEventSchema.safeParse(stored).success).toBe(true);
});

type Tree = { [key: string]: Tree };

/** The places of the faults that are found when one place of a valid event holds another value. */
function faultsAfter(place: string, value: unknown, event: object = observationEvent): string[] {
  const changed = structuredClone(event);
  const keys = place.split('/');
  const last = keys.pop()!;
  const parent = keys.reduce((node, key) => node[key]!, changed as unknown as Tree);
  Object.assign(parent, { [last]: value });
  return eventSchema.safeParse(changed).error?.issues.map(({ path }) => path.join('/')) ?? [];
}

test.each([
  ['a source that is not the partition key', 'source', '/stations/JFK', 'source'],
  ['a station that is not the partition key', 'data/station/id', 'JFK', 'data/station/id'],
  ['a sequence that does not order as text', 'sequence', '42', 'sequence'],
  ['a time without zone', 'time', '2013-01-01T06:00:00', 'time'],
  ['a day that is none', 'time', '2013-02-30T06:00:00Z', 'time'],
  ['a time of endless digits', 'time', `2013-01-01T06:00:00.${'1'.repeat(10_000)}Z`, 'time'],
  ['an id with a space', 'id', 'a b', 'id'],
  ['an unknown unit', 'data/result/air_temperature/unit', 'K', 'data/result/air_temperature/unit'],
  ['infinity', 'data/result/air_temperature/value', Infinity, 'data/result/air_temperature/value'],
  ['NaN', 'data/result/air_temperature/value', Number.NaN, 'data/result/air_temperature/value'],
  ['an observation of nothing', 'data/result', {}, 'data/result'],
  ['an unknown field', 'data/station/colour', 'red', 'data/station'],
  ['a code that is not the word', 'data/result/weather_condition/code', 0, 'data/result/weather_condition/code'],
  ['an unknown type', 'type', 'weather.forecast.made.v9', 'type'],
])('names the place of %s', (_, place, value, fault) => {
  expect(faultsAfter(place, value)).toEqual([fault]);
});

test('probabilities of conditions must sum to one and name every condition', () => {
  const probabilities = 'data/horizons/0/weather_condition';
  expect(faultsAfter(`${probabilities}/clear`, 0.9, forecastEvent)).toEqual([probabilities]);
  expect(faultsAfter(`${probabilities}/snow`, undefined, forecastEvent)).toEqual([`${probabilities}/snow`]);
});

test('whatever JSON comes in is accepted or refused, never thrown over', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(eventSchema.safeParse(value).success).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('sequences order as text as they do as numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 12 - 1 }), fc.integer({ min: 1, max: 10 ** 12 - 1 }), (a, b) => {
      expect(formatSequence(a) < formatSequence(b)).toBe(a < b);
    }),
  );
});

test('each event type has its own name', () => {
  expect(new Set(Object.values(eventTypes)).size).toBe(3);
});
