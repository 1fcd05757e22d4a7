import type { StationView } from '@weather/contracts';
import { expect, test } from 'vitest';
import { type Order, compareStations, pressed } from './station-order.ts';

const station = (id: string, name: string, temperature: number | null) =>
  ({ station: { id, name }, latest: { temperature, time: 0, condition: null }, trend: null }) as StationView;

const all = [station('a', 'Cold', -3), station('b', 'Broken', null), station('synthetic-1-1', 'Alder', 20)];
const sorted = (order: Order) =>
  all.toSorted((a, b) => compareStations(a, b, order)).map(({ station: { name } }) => name);

test('a column begins with what is looked for, and pressing it again turns it round', () => {
  const warmest = pressed({ column: 'name', descending: false }, 'temperature');
  expect(warmest).toEqual({ column: 'temperature', descending: true });
  expect(sorted(warmest)).toEqual(['Alder', 'Cold', 'Broken']);
  expect(sorted(pressed(warmest, 'temperature'))).toEqual(['Cold', 'Alder', 'Broken']);
});

test('by name, real stations come before made-up ones', () => {
  expect(sorted({ column: 'name', descending: false })).toEqual(['Broken', 'Cold', 'Alder']);
});
