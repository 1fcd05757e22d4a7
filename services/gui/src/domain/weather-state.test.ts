import type { StoredEvent, WeatherEvent } from '@weather/contracts';
import { expect, test } from 'vitest';
import {
  anomalyEvent,
  firstHour,
  forecastEvent,
  knownStations,
  observationEvent,
  stationsForTest,
  temperatureAt,
} from '../../test/made-up-weather.ts';
import { WeatherState } from './weather-state.ts';

const hour = 3_600_000;
const [station] = knownStations as [(typeof knownStations)[number]];

function stateWith(events: WeatherEvent[], { now = 5000, live = true, forgetAfter = 60_000 } = {}) {
  const state = new WeatherState({ forgetAfter, revision: 0 });
  events.forEach((event, index) =>
    state.apply({ ...event, position: index + 1, previousposition: 0 } as StoredEvent, now, { live }),
  );
  return state;
}

const hours = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('a station shows its newest reading, its trend over three hours and the newest forecast of each model', () => {
  const events = hours(0, 5).flatMap((step) => [
    observationEvent(station, step),
    forecastEvent(station, step, 'v1'),
    forecastEvent(station, step, 'v2'),
  ]);
  const [view] = stateWith(events).stations();
  expect(view?.latest.temperature).toBe(temperatureAt(station, 4));
  expect(view?.trend).toBeCloseTo(temperatureAt(station, 4) - temperatureAt(station, 1), 5);
  expect(view?.forecasts.map(({ model, madeAt }) => [model.name, madeAt])).toEqual([
    ['v1', firstHour + 4 * hour],
    ['v2', firstHour + 4 * hour],
  ]);
  expect(view?.forecasts[0]?.horizons[0]?.conditions).toBeDefined();
});

test('forecasts are scored when the time they speak of is observed', () => {
  const events = hours(0, 30).flatMap((step) => [
    observationEvent(station, step),
    forecastEvent(station, step, 'v1'),
    forecastEvent(station, step, 'v2'),
  ]);
  const { scores } = stateWith(events).figures(0);
  const oneHour = scores.filter((score) => score.hours === 1);
  expect(oneHour.map(({ model, count }) => [model, count])).toEqual([
    ['v1', 29],
    ['v2', 29],
  ]);
  expect(oneHour[0]?.meanAbsoluteError).toBeCloseTo(2, 2);
  expect(oneHour[1]?.meanAbsoluteError).toBeCloseTo(0.5, 2);
  expect(scores.find((score) => score.hours === 24)?.count).toBe(6);
});

test('a forecast that comes after its time was observed is scored all the same', () => {
  const state = stateWith([
    observationEvent(station, 0),
    observationEvent(station, 1),
    forecastEvent(station, 0, 'v2'),
  ]);
  expect(state.figures(0).scores).toEqual([{ model: 'v2', hours: 1, count: 1, meanAbsoluteError: 0.5, coverage: 1 }]);
});

test('nothing is scored against a reading that the simulation falsified, nor across a gap', () => {
  const falsified = stateWith([
    observationEvent(station, 0),
    forecastEvent(station, 0, 'v2'),
    observationEvent(station, 1, 'spike'),
  ]);
  expect(falsified.figures(0).scores).toEqual([]);
  const gap = stateWith([observationEvent(station, 0), forecastEvent(station, 0, 'v2'), observationEvent(station, 2)]);
  expect(gap.figures(0).scores).toEqual([]);
});

test('an anomaly is listed beside the fault that was planted in its reading, and flags its station for six hours', () => {
  const events = [observationEvent(station, 0, 'spike'), anomalyEvent(station, 0, 'v2', 'spike')];
  const state = stateWith(events);
  expect(state.anomalies()).toMatchObject([{ kind: 'spike', plantedFault: 'spike', model: 'v2' }]);
  expect(state.stations()[0]?.anomalous).toBe(true);
  const later = stateWith([...events, ...hours(1, 8).map((step) => observationEvent(station, step))]);
  expect(later.stations()[0]?.anomalous).toBe(false);
});

test('a delta tells what is new, once, under the next revision', () => {
  const state = stateWith([observationEvent(station, 0), forecastEvent(station, 0, 'v1')]);
  const delta = state.takeDelta();
  expect(delta?.revision).toBe(1);
  expect(delta?.stations).toHaveLength(1);
  expect(delta?.stations[0]?.observations).toHaveLength(1);
  expect(delta?.stations[0]?.forecasts[0]?.horizons.every(({ conditions }) => conditions === undefined)).toBe(true);
  expect(state.takeDelta()).toBeUndefined();
});

test('a reading that is not newer than the last is not drawn', () => {
  const state = stateWith([observationEvent(station, 1), observationEvent(station, 0), observationEvent(station, 1)]);
  expect(state.history(station.id)?.observations.map(({ time }) => time)).toEqual([firstHour + hour]);
});

test('a silent station is forgotten, and its return makes it new', () => {
  const state = stateWith([observationEvent(station, 0)], { now: 1000, forgetAfter: 500 });
  state.takeDelta();
  state.forgetSilent(1400);
  expect(state.stations()).toHaveLength(1);
  state.forgetSilent(1600);
  expect(state.takeDelta()).toMatchObject({ forgotten: [station.id], stations: [] });
  expect(state.history(station.id)).toBeUndefined();
});

test('more stations than fit push out the one that was silent for longest', () => {
  const many = stationsForTest(230);
  const state = stateWith(many.map((each) => observationEvent(each, 0)));
  expect(state.stations()).toHaveLength(200);
  expect(state.stations()[0]?.station.id).toBe(many[30]?.id);
});

test('what is held of a station is bounded', () => {
  const events = hours(0, 700).flatMap((step) => [observationEvent(station, step), forecastEvent(station, step, 'v1')]);
  const history = stateWith(events).history(station.id);
  expect(history?.observations).toHaveLength(200);
  expect(history?.forecasts).toHaveLength(200);
  expect(history?.observations.at(-1)?.time).toBe(firstHour + 699 * hour);
});

test('history loaded at start is not counted as traffic', () => {
  const state = stateWith([observationEvent(station, 0), forecastEvent(station, 0, 'v1')], { live: false });
  expect(state.figures(6000).served).toEqual([]);
  expect(Math.max(...state.figures(6000).eventsPerSecond)).toBe(0);
});
