import { expect, test } from 'vitest';
import { forecastEvent, knownStations } from '../../test/made-up-weather.ts';
import { Traffic } from './traffic.ts';

const station = knownStations[0]!;
const start = 1_000_000_000;

test('counts events per whole second, and the second that still runs not yet', () => {
  const traffic = new Traffic();
  for (const offset of [0, 10, 999, 1000]) traffic.count(start + offset);
  expect(traffic.eventsPerSecond(start + 1500).slice(-2)).toEqual([0, 3]);
  expect(traffic.eventsPerSecond(start + 2000).slice(-2)).toEqual([3, 1]);
});

test('says which share of the forecasts each version and pod made', () => {
  const traffic = new Traffic();
  for (let index = 0; index < 3; index += 1) traffic.count(start, forecastEvent(station, index, 'v1', 'pod-a'));
  traffic.count(start, forecastEvent(station, 3, 'v2', 'pod-b'));
  expect(traffic.servedShares(start)).toEqual([
    { model: 'v1', version: '0.1.0', pod: 'pod-a', count: 3, share: 0.75 },
    { model: 'v2', version: '0.1.0', pod: 'pod-b', count: 1, share: 0.25 },
  ]);
});

test('forgets what is older than a minute', () => {
  const traffic = new Traffic();
  traffic.count(start, forecastEvent(station, 0, 'v1', 'pod-a'));
  expect(traffic.servedShares(start + 60_000)).toHaveLength(1);
  expect(traffic.servedShares(start + 61_000)).toEqual([]);
  expect(traffic.eventsPerSecond(start + 61_000)).toEqual(Array.from({ length: 60 }, () => 0));
});

test('made-up pod names cannot fill the memory', () => {
  const traffic = new Traffic();
  for (let index = 0; index < 5000; index += 1) traffic.count(start, forecastEvent(station, 0, 'v1', `pod-${index}`));
  expect(traffic.servedShares(start).length).toBeLessThanOrEqual(200);
});
