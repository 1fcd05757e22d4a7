import { expect, test } from 'vitest';
import { closingLine, countsOfVitest } from './counts.ts';

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
