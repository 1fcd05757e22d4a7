import type { TestContext } from 'vitest';

/**
 * Skips a test that would begin later than `TESTS_UNTIL` (seconds since 1970; unset: whenever): one that is left out is
 * counted and seen, one that is cut off is neither.
 */
export function skipWhenLate(skip: TestContext['skip']): void {
  const until = process.env.TESTS_UNTIL;
  if (until !== undefined) skip(Date.now() / 1000 > Number(until), 'there was no time left');
}
