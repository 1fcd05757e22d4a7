import type { LiveDelta, LiveSnapshot, Overview, Station, StationView } from '@weather/contracts';
import { beforeEach, expect, test } from 'vitest';
import { silenceOf } from './silence.ts';
import { stationLabelOf } from './station-names.ts';
import { applyDeltas, applySnapshot } from './store.ts';

const view = (id: string, name: string, receivedAt: number) =>
  ({ station: { id, name } as Station, receivedAt, latest: { time: 0 } }) as StationView;

const overviewAt = (serverTime: number, state: 'live' | 'lost') =>
  ({ serverTime, upstream: { state } }) as unknown as Overview;

const twins = [
  view('synthetic-7-1', 'Alder Hill', 0),
  view('synthetic-9-4', 'Alder Hill', 0),
  view('JFK', 'Kennedy', 0),
];

beforeEach(() =>
  applySnapshot({ revision: 1, overview: overviewAt(1000, 'live'), stations: twins, anomalies: [] } as LiveSnapshot),
);

const hear = (serverTime: number, state: 'live' | 'lost') =>
  applyDeltas([
    { revision: 2, overview: overviewAt(serverTime, state), stations: [], forgotten: [], anomalies: [] } as LiveDelta,
  ]);

test('a station is silent after a minute and a half without a reading', () => {
  hear(80_000, 'live');
  expect(silenceOf(twins[0]!)).toBe('');
  hear(300_000, 'live');
  expect(silenceOf(twins[0]!)).toBe('5 min');
});

test('while nobody listens, no station is called silent', () => {
  hear(300_000, 'live');
  hear(900_000, 'lost');
  expect(silenceOf(view('JFK', 'Kennedy', 290_000))).toBe('');
});

test('stations of the same name are told apart, others are left alone', () => {
  expect(['synthetic-7-1', 'synthetic-9-4', 'JFK', 'gone'].map(stationLabelOf)).toEqual([
    'Alder Hill 7-1',
    'Alder Hill 9-4',
    'Kennedy',
    'gone',
  ]);
});
