import { expect, test } from 'vitest';
import { choosePeriod } from './period.ts';

const months = (...numbers: number[]) => numbers.map((month) => `2013-${String(month).padStart(2, '0')}-15T00:00:00Z`);

test.each([
  ['nine months', months(1, 2, 3, 4, 5, 6, 7, 8, 9), '2013-07-01T00:00:00Z', '2013-10-01T00:00:00Z'],
  ['three months', months(10, 11, 12), '2013-12-01T00:00:00Z', '2014-01-01T00:00:00Z'],
  ['four months', months(9, 10, 11, 12), '2013-11-01T00:00:00Z', '2014-01-01T00:00:00Z'],
  ['two months', months(11, 12), '2013-11-01T00:00:00Z', '2014-01-01T00:00:00Z'],
])('of %s it reports the last third, or all when there are few', (_, times, from, to) => {
  expect(choosePeriod(times, undefined, undefined)).toMatchObject({ from, to });
});

test('takes days and times, and says when they do not fit', () => {
  const times = months(1, 2, 3);
  expect(choosePeriod(times, '2013-02-01', '2013-02-20T12:00:00Z')).toMatchObject({
    from: '2013-02-01T00:00:00Z',
    to: '2013-02-20T12:00:00Z',
    reason: 'as asked',
  });
  expect(() => choosePeriod(times, 'July', undefined)).toThrow(/--from must be a day/);
  expect(() => choosePeriod(times, '2013-03-01', '2013-02-01')).toThrow(/is not before/);
  expect(() => choosePeriod(times, '2014-01-01', '2014-02-01')).toThrow(/no observation from/);
  expect(() => choosePeriod([], undefined, undefined)).toThrow(/no observations/);
});
