import { eventSchema, eventTypes } from '@weather/contracts';
import { expect, test } from 'vitest';
import { anomalyEventType, forecastEventType, observationOf, seedOf, stationPrefix } from '../lib/fixtures.ts';

test('every reading is one that message-queue accepts', () => {
  for (const sequence of [1, 2, 13, 999, 100_000, 1_000_000]) {
    const event = observationOf('load-a1-ingest_single-7', sequence);
    expect(eventSchema.parse(event)).toEqual(event);
  }
});

test('readings of a station follow each other hour by hour, and no two share an id', () => {
  const events = Array.from({ length: 500 }, (_, index) => observationOf('load-a1-s', index + 1));
  expect(new Set(events.map(({ id }) => id)).size).toBe(500);
  const gaps = events.slice(1).map((event, index) => Date.parse(event.time) - Date.parse(events[index]!.time));
  expect(new Set(gaps)).toEqual(new Set([3_600_000]));
});

test('the longest name of a run leaves room for the scenario and the user', () => {
  const station = `${stationPrefix('z'.repeat(20))}day_in_the_life-99999`;
  expect(() => eventSchema.parse(observationOf(station, 10_000_000))).not.toThrow();
});

test('event types are the ones of the contracts', () => {
  expect([forecastEventType, anomalyEventType]).toEqual([eventTypes.forecast, eventTypes.anomaly]);
});

test('seeds differ by run and by iteration, and fit into 32 bits', () => {
  const seeds = ['a1', 'a2', 'b7'].flatMap((run) => [0, 1, 2, 3].map((iteration) => seedOf(run, iteration)));
  expect(new Set(seeds).size).toBe(12);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
});
