import { expect, test } from 'vitest';
import { readK6Output } from './k6-output.ts';
import type { RequestPlan } from './plan.ts';

const plan: RequestPlan = {
  tool: 'k6',
  id: 'lab/a/b',
  method: 'GET',
  url: 'http://machine-learning-v1:3001/api/v1/model',
  headers: {},
  bodies: [],
  requests: 3,
  concurrency: 1,
  ratePerSecond: undefined,
  maxSeconds: 10,
  timeoutMs: 1000,
  keepBodies: false,
};

const record = (index: number, status = 200) =>
  JSON.stringify({
    index,
    sentAt: 1_795_283_604_014.25 + index,
    latencyMs: 1.5,
    status,
    servedBy: 'machine-learning-v1-fdf49959c-qln6j',
    version: 'v1',
    marks: { server: 'envoy' },
    error: '',
  });

const end = (requests: number) =>
  `\nlab-load: {"requests":${requests},"startedAt":1795283604013.5,"endedAt":1795283604099}`;
const printed = (...lines: string[]) => ['k6 v2.2.0 (go1.26.8, linux/amd64)', ...lines, ''].join('\n');

test('records are put in order, answers counted, and what k6 says besides is passed over', () => {
  const run = readK6Output(printed('Request Failed', record(1), record(0), record(2, 503), end(3)), plan);
  expect(run.records.map(({ index, status }) => [index, status])).toEqual([
    [0, 200],
    [1, 200],
    [2, 503],
  ]);
  expect(run).toMatchObject({ plan, statuses: { '200': 2, '503': 1 }, tool: 'k6 2.2.0', startedAt: 1795283604013.5 });
});

test('a run that was ended by its time has fewer', () => {
  expect(readK6Output(printed(record(0), end(1)), plan).records).toHaveLength(1);
  expect(readK6Output(printed(end(0)), plan).records).toEqual([]);
});

test.each([
  ['a record is missing', printed(record(0), record(1), end(3)), /made 3 requests, and there are 2 records/],
  ['one is there twice', printed(record(0), record(1), record(1), end(3)), /3 records of 2 different ones/],
  ['one was not asked for', printed(record(0), record(1), record(3), end(3)), /made 3 requests/],
  ['a record is cut off', printed(record(0).slice(0, 40), end(1)), /cannot be read: \{"index":0/],
  ['k6 did not come to its end', printed(record(0), 'panic: out of memory'), /without telling.*panic/s],
])('it is not believed when %s', (_, output, complaint) => {
  expect(() => readK6Output(output, plan)).toThrow(complaint);
});
