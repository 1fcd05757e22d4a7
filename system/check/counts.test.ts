import { join } from 'node:path';
import { expect, test } from 'vitest';
import { add, closingLines, countsOfCheck, countsOfVitest, sumOfLines } from './counts.ts';

const file = join(process.cwd(), 'labs/src/some.test.ts');

function results(count: number, status: string) {
  return Array.from({ length: count }, (_, at) => ({
    fullName: `${status} ${at + 1}`,
    status,
    failureMessages: status === 'failed' ? [`expected ${at + 1}`] : [],
  }));
}

function report(numbers: { passed: number; failed: number; pending?: number; message?: string }) {
  const { passed, failed, pending = 0, message = '' } = numbers;
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    numTotalTests: passed + failed + pending,
    testResults: [
      {
        name: file,
        message,
        assertionResults: [...results(passed, 'passed'), ...results(failed, 'failed'), ...results(pending, 'skipped')],
      },
    ],
  });
}

test('a clean run is counted as it is', () => {
  const counts = countsOfVitest(report({ passed: 7, failed: 0 }), { passed: true });
  expect(closingLines(counts)).toBe('7 passed, 0 failed');
});

test('what was left out is counted, and named', () => {
  const counts = countsOfVitest(report({ passed: 7, failed: 0, pending: 1 }), { passed: true });
  expect(closingLines(counts)).toBe('SKIPPED: labs/src/some.test.ts > skipped 1\n7 passed, 0 failed, 1 skipped');
});

test('failed tests are counted one by one, and named with what they said', () => {
  const counts = countsOfVitest(report({ passed: 7, failed: 2 }), { passed: false });
  expect(closingLines(counts).split('\n')).toEqual([
    'FAILED: labs/src/some.test.ts > failed 1',
    'expected 1',
    '',
    'FAILED: labs/src/some.test.ts > failed 2',
    'expected 2',
    '',
    '7 passed, 2 failed',
  ]);
});

test('of a long message the beginning is kept', () => {
  const message = Array.from({ length: 100 }, (_, at) => `line ${at + 1}`).join('\n');
  const [failure] = countsOfVitest(report({ passed: 0, failed: 0, message }), { passed: false }).failures;
  expect(failure).toContain('line 30\n(and 70 more lines)');
});

test('a run that failed without a failed test is a failure, and says so', () => {
  const counts = countsOfVitest(report({ passed: 7, failed: 0 }), { passed: false });
  expect(counts.failed).toBe(1);
  expect(counts.failures).toHaveLength(1);
});

test('a file that cannot be loaded is named', () => {
  const counts = countsOfVitest(report({ passed: 7, failed: 0, message: 'no such module' }), { passed: false });
  expect(counts).toMatchObject({ failed: 1, failures: ['labs/src/some.test.ts\nno such module'] });
});

test('a run of no test is a failure', () => {
  expect(countsOfVitest(report({ passed: 0, failed: 0 }), { passed: true }).failed).toBe(1);
});

test('several runs are summed, with the names of what failed', () => {
  const lines = [
    countsOfVitest(report({ passed: 7, failed: 0, pending: 1 }), { passed: true }),
    add(countsOfVitest(report({ passed: 2, failed: 2 }), { passed: false }), countsOfCheck('types', { passed: false })),
  ].map((counts) => JSON.stringify(counts));
  const sum = sumOfLines([...lines, ''].join('\n'));
  expect(sum).toMatchObject({ passed: 9, failed: 3, skipped: 1 });
  expect(sum.failures.map((failure) => failure.split('\n')[0])).toEqual([
    'labs/src/some.test.ts > failed 1',
    'labs/src/some.test.ts > failed 2',
    'types: see what it printed',
  ]);
});

test('no run at all is a failure', () => {
  expect(sumOfLines('')).toMatchObject({ failed: 1, failures: [expect.stringContaining('nothing told')] });
});
