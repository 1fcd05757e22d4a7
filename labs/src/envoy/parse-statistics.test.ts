import { expect, test } from 'vitest';
import { recorded } from '../../test/recorded.ts';
import { growthOf, numberOfWorkers, parseStatistics } from './parse-statistics.ts';

// The name that Istio gives a cluster's counters ends in a semicolon.
const prefix = 'cluster.outbound|3001||machine-learning-v1.weather.svc.cluster.local;';

test('counters and gauges are read from JSON and from text alike', () => {
  const statistics = parseStatistics(recorded('stats.json'));
  expect(statistics[`${prefix}.upstream_rq_200`]).toBe(300);
  expect(statistics[`${prefix}.upstream_cx_active`]).toBe(3);
  expect(statistics[`${prefix}.upstream_rq_pending_overflow`]).toBe(0);
  expect(parseStatistics(recorded('stats.txt'))).toEqual(statistics);
});

test('texts and histograms are no numbers', () => {
  const names = Object.keys(parseStatistics(recorded('stats.txt')));
  expect(names.filter((name) => /version_text|upstream_rq_time$/.test(name))).toEqual([]);
});

test('growth counts from 0 what was not there before, and leaves out what did not grow', () => {
  expect(growthOf({ a: 1, b: 2, gauge: 5 }, { a: 4, b: 2, new: 7, none: 0, gauge: 3 })).toEqual({ a: 3, new: 7 });
});

test('the number of workers is told by the proxy', () => {
  expect(numberOfWorkers(parseStatistics(recorded('stats.json')))).toBe(1);
  expect(() => numberOfWorkers({})).toThrow('server.concurrency');
});

test('an odd answer says what is odd', () => {
  expect(() => parseStatistics('upstream connect error')).toThrow('a line without a value: upstream connect error');
  expect(() => parseStatistics('{"statistics": []}')).toThrow(/stats\?format=json is not as expected/);
});
