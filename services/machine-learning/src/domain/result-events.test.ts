import { eventSchema } from '@weather/contracts';
import { expect, test } from 'vitest';
import { observation } from '../../test/memory-log.ts';
import { resultEvents } from './result-events.ts';

const speaker = { model: { name: 'v2', version: '1.0' }, servedBy: 'pod-1' } as const;
const spike = { kind: 'spike', score: 3, value: 40, expected: { lower: 1, upper: 9 } } as const;
const forecast = { mean: 4, lower: 3, upper: 5, level: 0.9, unit: 'Cel' } as const;
const horizons = [{ horizon: 1, validTime: '2013-01-01T02:00:00.000Z', air_temperature: forecast }];

test('what a model says becomes events whose ids follow from the observation', () => {
  const about = observation('A', 1);
  const events = resultEvents(about, { horizons, anomalies: [spike] }, speaker);
  expect(events.map(({ source, id }) => `${source} ${id}`)).toEqual([
    '/models/v2/stations/A A-000000000001/forecast',
    '/models/v2/stations/A A-000000000001/anomaly/spike',
  ]);
  for (const event of events) {
    expect(eventSchema.parse(event)).toEqual(event);
    expect(event).toMatchObject({ time: about.data.phenomenonTime, sequence: about.sequence, servedby: 'pod-1' });
  }
});

test('a model that has nothing to say makes no events', () => {
  expect(resultEvents(observation('A', 1), { horizons: [], anomalies: [] }, speaker)).toEqual([]);
});
