import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DayExtremes, type Extremes, type Reading } from './day-extremes.ts';

const start = Date.UTC(2013, 0, 1);
const minute = 60_000;

const reading = (minutes: number, celsius: number): Reading => ({
  time: new Date(start + minutes * minute).toISOString(),
  celsius,
});

function extremesOf(readings: readonly Reading[]): Extremes | undefined {
  const day = new DayExtremes();
  for (const one of readings) day.add(one);
  return day.extremes();
}

test('the highest and the lowest of the last day count, and nothing before it', () => {
  const readings = [reading(0, 40), reading(1, 10), reading(700, -3), reading(1440, 7)];
  expect(extremesOf(readings)).toEqual({ highest: readings[1], lowest: readings[2] });
});

test('of equals the earlier one is told', () => {
  expect(extremesOf([reading(3, 5), reading(2, 5)])).toEqual({ highest: reading(2, 5), lowest: reading(2, 5) });
});

test('without a reading there is nothing to tell', () => {
  expect(extremesOf([])).toBeUndefined();
});

test('neither order nor repetition matters, and it is what looking at all readings would give', () => {
  const readings = fc.array(
    fc.record({ minutes: fc.integer({ min: 0, max: 4000 }), celsius: fc.integer({ min: -9, max: 9 }) }),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(readings, fc.infiniteStream(fc.nat()), (made, chance) => {
      const given = made.map(({ minutes, celsius }) => reading(minutes, celsius));
      const shuffled = [...given, ...given.filter(() => chance.next().value % 2 === 0)]
        .map((one) => [chance.next().value, one] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, one]) => one);
      const newest = Math.max(...made.map(({ minutes }) => minutes));
      const last = made.filter(({ minutes }) => minutes > newest - 1440).map(({ celsius }) => celsius);
      const found = extremesOf(shuffled);
      expect(found).toEqual(extremesOf(given));
      expect([found!.highest.celsius, found!.lowest.celsius]).toEqual([Math.max(...last), Math.min(...last)]);
    }),
  );
});
