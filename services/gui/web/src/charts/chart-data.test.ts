import type { ForecastView, ObservationView, StationHistory, StationView } from '@weather/contracts';
import { expect, test } from 'vitest';
import { chartData, temperatureRange } from './chart-data.ts';

const hour = 3_600_000;

const reading = (step: number): ObservationView => ({
  time: step * hour,
  temperature: step,
  dewPoint: null,
  humidity: null,
  pressure: null,
  windSpeed: null,
  windFrom: null,
  precipitation: null,
  condition: null,
  plantedFault: null,
});

const forecast = (step: number): ForecastView => ({
  model: { name: 'v2', version: '1' },
  servedBy: null,
  madeAt: step * hour,
  horizons: [1, 3].map((hours) => ({
    hours,
    validTime: (step + hours) * hour,
    mean: step + hours + 0.5,
    lower: 0,
    upper: 99,
  })),
});

function shown(steps: number): { history: StationHistory; view: StationView } {
  const all = Array.from({ length: steps }, (_, step) => step);
  const station = { id: 's', name: 'S', latitude: 0, longitude: 0, elevation: 0 };
  const latest = reading(steps - 1);
  return {
    history: { revision: 1, station: 's', observations: all.map(reading), forecasts: all.map(forecast) },
    view: { station, receivedAt: 0, latest, trend: 0, anomalous: false, forecasts: [forecast(steps - 1)] },
  };
}

test('observations, past forecasts of the chosen lead and the newest forecast share one axis', () => {
  const { history, view } = shown(10);
  const data = chartData(history, view, 3);
  const at = (time: number) => data.times.indexOf(time * hour);
  expect(data.now).toBe(9 * hour);
  expect(data.observed[at(7)]).toBe(7);
  expect(data.models.v2.past[at(7)]).toBe(7.5);
  expect(data.models.v2.past[at(2)]).toBeNull();
  expect(data.models.v2.mean[at(12)]).toBe(12.5);
  expect(data.observed[at(12)]).toBeNull();
  expect(data.models.v1.mean.every((value) => value === null)).toBe(true);
});

test('a forecast grows out of the observation that it was made from', () => {
  const { history, view } = shown(10);
  const data = chartData(history, view, 1);
  const now = data.times.indexOf(9 * hour);
  expect([data.models.v2.lower[now], data.models.v2.mean[now], data.models.v2.upper[now]]).toEqual([9, 9, 9]);
});

test('the last two days are shown, and times rise', () => {
  const { history, view } = shown(100);
  const data = chartData(history, view, 3);
  expect(data.from).toBe((99 - 48) * hour);
  expect(data.times).toEqual(data.times.toSorted((a, b) => a - b));
});

test('the axis of temperature ends at whole fives and spans ten degrees at least', () => {
  const { history, view } = shown(3);
  const data = chartData({ ...history, forecasts: [] }, { ...view, forecasts: [] }, 3);
  const [low, high] = temperatureRange(data);
  expect([low % 5, high % 5]).toEqual([expect.closeTo(0), 0]);
  expect(high - low).toBeGreaterThanOrEqual(10);
});
