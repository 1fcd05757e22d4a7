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
