import { z } from 'zod';

const countsSchema = z.object({ passed: z.int(), failed: z.int(), skipped: z.int() });

export type Counts = z.infer<typeof countsSchema>;

const vitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  numTotalTests: z.int(),
});

/**
 * Counts from vitest's JSON report. A run that failed without a failed test (a file that cannot be loaded, an
 * unhandled rejection) counts as one failure, and so does a run of no test at all: neither may look green.
 */
export function countsOfVitest(report: string, { passed }: { passed: boolean }): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numTotalTests } = vitestReportSchema.parse(
    JSON.parse(report),
  );
  const silentFailure = numFailedTests === 0 && (!passed || numTotalTests === 0);
  return {
    passed: numPassedTests,
    failed: silentFailure ? 1 : numFailedTests,
    skipped: numPendingTests + numTodoTests,
  };
}

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The sum of counts that stand in a text as one line of JSON each. No line at all is a failure. */
export function sumOfLines(text: string): Counts {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return { passed: 0, failed: 1, skipped: 0 };
  return lines.map((line) => countsSchema.parse(JSON.parse(line))).reduce(add);
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
