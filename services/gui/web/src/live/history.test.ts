import type { ForecastView, LiveDelta, ObservationView, StationHistory } from '@weather/contracts';
import { expect, test } from 'vitest';
import { applyToHistory, historyUntil } from './history.ts';

const reading = (time: number) => ({ time }) as ObservationView;
const forecast = (madeAt: number, name: 'v1' | 'v2') => ({ madeAt, model: { name, version: '1' } }) as ForecastView;
const empty: StationHistory = { revision: 0, station: 's', observations: [], forecasts: [] };
const change = (observations: ObservationView[], forecasts: ForecastView[]) =>
  ({ observations, forecasts }) as LiveDelta['stations'][number];

test('adds what is new', () => {
  const after = applyToHistory(empty, change([reading(1), reading(2)], [forecast(1, 'v1'), forecast(1, 'v2')]));
  expect(after.observations.map(({ time }) => time)).toEqual([1, 2]);
  expect(after.forecasts).toHaveLength(2);
});

test('what it already holds is not added twice, and nothing new leaves it as it is', () => {
  const once = applyToHistory(empty, change([reading(1)], [forecast(1, 'v1')]));
  expect(applyToHistory(once, change([reading(1)], [forecast(1, 'v1')]))).toBe(once);
});

test('keeps a bounded past', () => {
  const many = Array.from({ length: 500 }, (_, index) => reading(index));
  const after = applyToHistory(empty, change(many, []));
  expect(after.observations).toHaveLength(200);
  expect(after.observations.at(-1)?.time).toBe(499);
});

test('of a history that is ahead, only what had come by then is kept', () => {
  const ahead = applyToHistory(
    empty,
    change([reading(1), reading(2), reading(3)], [forecast(2, 'v1'), forecast(3, 'v1')]),
  );
  const cut = historyUntil(ahead, 2);
  expect(cut.observations.map(({ time }) => time)).toEqual([1, 2]);
  expect(cut.forecasts.map(({ madeAt }) => madeAt)).toEqual([2]);
});
