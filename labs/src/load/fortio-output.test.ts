import { expect, test } from 'vitest';
import { readFortioResult } from './fortio-output.ts';
import type { FortioPlan } from './plan.ts';

const plan: FortioPlan = {
  tool: 'fortio',
  id: 'lab/a/b',
  url: 'http://message-queue:3001/api/v1/observations',
  requests: 20,
  concurrency: 20,
  maxSeconds: 30,
};

/** Of a real run, without its histograms. */
const printed = (codes: Record<string, number>) =>
  JSON.stringify({
    RunType: 'HTTP',
    StartTime: '2026-11-21T17:52:30.731064466Z',
    RequestedQPS: '8',
    ActualDuration: 2_503_214_871,
    NumThreads: 20,
    Version: '1.63.10',
    Exactly: 20,
    RetCodes: codes,
  });

test('answers are told by status', () => {
  const run = readFortioResult(printed({ '200': 12, '503': 8 }), plan);
  expect(run).toMatchObject({ plan, records: [], statuses: { '200': 12, '503': 8 }, tool: 'fortio 1.63.10' });
  expect(run.endedAt - run.startedAt).toBeCloseTo(2503.2, 1);
});

test('what had no answer is 0, as it is everywhere', () => {
  expect(readFortioResult(printed({ '200': 19, '-1': 1 }), plan).statuses).toEqual({ '200': 19, '0': 1 });
});

test('what it logs around its result does no harm', () => {
  expect(readFortioResult(`Fortio running\n${printed({ '200': 20 })}\nbye\n`, plan).statuses).toEqual({ '200': 20 });
});

test('a result that cannot be believed is refused', () => {
  expect(() => readFortioResult(printed({ '200': 19 }), plan)).toThrow('was to make 20 requests and tells of 19');
  expect(() => readFortioResult('{}', plan)).toThrow(/not as expected/);
  expect(() => readFortioResult('no such host', plan)).toThrow('fortio printed no result: no such host');
});
