import { expect, test } from 'vitest';
import { performSimulationQuerySchema } from './simulation.ts';

const thesis = { duration: '60000', type: 'weather', threads: '1' };

test("the thesis's own call is understood", () => {
  expect(performSimulationQuerySchema.parse(thesis)).toEqual({
    duration: 60_000,
    type: 'weather',
    threads: 1,
    source: 'synthetic',
    faults: 0,
    resume: false,
  });
});

test.each([
  ['a missing duration', { duration: undefined }, 'duration'],
  ['a duration of nothing', { duration: '0' }, 'duration'],
  ['a duration in another notation', { duration: '6e4' }, 'duration'],
  ['a duration beyond a day', { duration: '86400001' }, 'duration'],
  ['an unknown type', { type: 'humidity' }, 'type'],
  ['too many threads', { threads: '65' }, 'threads'],
  ['a rate that is no number', { rate: 'NaN' }, 'rate'],
  ['an infinite rate', { rate: 'Infinity' }, 'rate'],
  ['a rate of nothing', { rate: '0' }, 'rate'],
  ['rate beside speed', { rate: '1', speed: '1' }, 'speed'],
  ['too many stations', { stations: '501' }, 'stations'],
  ['no stations', { stations: '0' }, 'stations'],
  ['a number of stations with zeros before it', { stations: '007' }, 'stations'],
  ['a station id with a slash', { stations: 'EWR,a/b' }, 'stations'],
  ['a negative seed', { seed: '-1' }, 'seed'],
  ['a share of faults above one', { faults: '1.1' }, 'faults'],
  ['a flag that is neither true nor false', { resume: 'yes' }, 'resume'],
])('%s is refused where it stands', (_, change, place) => {
  const { error } = performSimulationQuerySchema.safeParse({ ...thesis, ...change });
  expect(error?.issues.map(({ path }) => path.join('/'))).toEqual([place]);
});

test('an unknown parameter is named', () => {
  const { error } = performSimulationQuerySchema.safeParse({ ...thesis, thread: '2' });
  expect(error?.issues).toMatchObject([{ code: 'unrecognized_keys', keys: ['thread'] }]);
});

const told = (change: object) =>
  performSimulationQuerySchema
    .safeParse({ ...thesis, ...change })
    .error?.issues.map(({ path, message }) => `${path.join('/')} ${message}`);

test('what is missing, out of range or given twice is told in words', () => {
  expect(told({ duration: undefined, type: undefined })).toEqual([
    'duration is missing: a whole number of milliseconds from 1 to 86400000',
    'type is missing: temperature or weather',
  ]);
  expect(told({ threads: '65' })).toEqual(['threads must be a whole number from 1 to 64']);
  expect(told({ threads: ['1', '2'] })).toEqual(['threads must be a whole number from 1 to 64, once']);
  expect(told({ faults: '2' })).toEqual(['faults must be a decimal number from 0 to 1']);
  expect(told({ resume: 'yes' })).toEqual(['resume must be true or false']);
  expect(told({ stations: '0' })).toEqual([
    'stations must be a number from 1 to 500 or station ids with commas between them',
  ]);
});

test.each(['1', '500', 'EWR', 'EWR,JFK', '1,2', 'roof.7'])('%s are stations', (stations) => {
  expect(performSimulationQuerySchema.parse({ ...thesis, stations }).stations).toBe(stations);
});
