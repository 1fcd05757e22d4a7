import { expect, test } from 'vitest';
import { closingLine, countsOfVitest, sumOfLines } from './counts.ts';

function report(numbers: { passed: number; failed: number; pending?: number }) {
  const { passed, failed, pending = 0 } = numbers;
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
    numTotalTests: passed + failed + pending,
  });
}

test('a clean run is counted as it is', () => {
  const counts = countsOfVitest(report({ passed: 7, failed: 0, pending: 2 }), { passed: true });
  expect(closingLine(counts)).toBe('7 passed, 0 failed, 2 skipped');
});

test('failed tests are counted one by one', () => {
  expect(countsOfVitest(report({ passed: 7, failed: 3 }), { passed: false }).failed).toBe(3);
});

test('a run that failed without a failed test is a failure', () => {
  expect(countsOfVitest(report({ passed: 7, failed: 0 }), { passed: false }).failed).toBe(1);
});

test('a run of no test is a failure', () => {
  expect(countsOfVitest(report({ passed: 0, failed: 0 }), { passed: true }).failed).toBe(1);
});

test('several runs are summed', () => {
  const lines = ['{"passed":7,"failed":0,"skipped":1}', '{"passed":2,"failed":3,"skipped":0}', ''].join('\n');
  expect(closingLine(sumOfLines(lines))).toBe('9 passed, 3 failed, 1 skipped');
});

test('no run at all is a failure', () => {
  expect(sumOfLines('').failed).toBe(1);
});
