import { relative } from 'node:path';
import { z } from 'zod';

/** As much of a failure's message is kept: enough to see what was expected, and what came. */
const linesOfMessage = 30;

const countsSchema = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** Each failure's name, and what it said. */
  failures: z.array(z.string()),
  /** The names of what was left out. */
  skips: z.array(z.string()),
});

export type Counts = z.infer<typeof countsSchema>;

const vitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  numTotalTests: z.int(),
  testResults: z.array(
    z.object({
      /** Given as a whole path. */
      name: z.string().transform((path) => relative(process.cwd(), path)),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

type TestFile = z.infer<typeof vitestReportSchema>['testResults'][number];

function shortened(message: string): string {
  const lines = message.split('\n');
  const left = lines.length - linesOfMessage;
  return [...lines.slice(0, linesOfMessage), ...(left > 0 ? [`(and ${left} more lines)`] : [])].join('\n');
}

/** In vitest's report a test that did not run has one of several other words for it. */
function skipsIn({ name, assertionResults }: TestFile): string[] {
  return assertionResults
    .filter(({ status }) => status !== 'failed' && status !== 'passed')
    .map(({ fullName }) => `${name} > ${fullName}`);
}

function failuresIn({ name, message, assertionResults }: TestFile): string[] {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  return [
    // What a file says of itself: that it cannot be loaded, or that what goes before its tests failed.
    ...(message === '' ? [] : [`${name}\n${shortened(message)}`]),
    ...failed.map((test) => `${name} > ${test.fullName}\n${shortened(test.failureMessages?.join('\n') ?? '')}`),
  ];
}

/**
 * Counts from vitest's JSON report. A run that failed without a failed test (a file that cannot be loaded, an
 * unhandled rejection) counts as one failure, and so does a run of no test at all: neither may look green.
 */
export function countsOfVitest(report: string, { passed }: { passed: boolean }): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numTotalTests, testResults } =
    vitestReportSchema.parse(JSON.parse(report));
  const silentFailure = numFailedTests === 0 && (!passed || numTotalTests === 0);
  const failures = testResults.flatMap(failuresIn);
  return {
    passed: numPassedTests,
    failed: silentFailure ? 1 : numFailedTests,
    skipped: numPendingTests + numTodoTests,
    failures:
      silentFailure && failures.length === 0 ? ['a run failed, and no test of it did: see what it printed'] : failures,
    skips: testResults.flatMap(skipsIn),
  };
}

/** One check that is no test of vitest's. */
export function countsOfCheck(name: string, { passed }: { passed: boolean }): Counts {
  return passed
    ? { passed: 1, failed: 0, skipped: 0, failures: [], skips: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [`${name}: see what it printed`], skips: [] };
}

export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
    skips: [...a.skips, ...b.skips],
  };
}

/** The sum of counts that stand in a text as one line of JSON each. No line at all is a failure. */
export function sumOfLines(text: string): Counts {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return countsOfCheck('nothing told its counts', { passed: false });
  return lines.map((line) => countsSchema.parse(JSON.parse(line))).reduce(add);
}

/** How the runs ended, in one line; before it, what was left out and what failed, as who reads the end of a long output wants to know. */
export function closingLines({ passed, failed, skipped, failures, skips }: Counts): string {
  const counted = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return [
    ...skips.map((skip) => `SKIPPED: ${skip}`),
    ...failures.map((failure) => `FAILED: ${failure}\n`),
    counted,
  ].join('\n');
}
