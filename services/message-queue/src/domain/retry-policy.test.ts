import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judge, longestRetryAfterMs, retryDelay } from './retry-policy.ts';

const expected = (status: number) => {
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  if ([404, 408, 409, 429].includes(status)) return 'retry';
  return status >= 400 && status < 500 ? 'refused' : 'retry';
};

it('judges every status by the table', () => {
  for (let status = 100; status < 1000; status++)
    expect([status, judge({ status })]).toEqual([status, expected(status)]);
  expect(judge({ error: 'reset' })).toBe('retry');
});

it('waits at random up to a doubling ceiling, and at least as long as Retry-After says', () => {
  const policy = { attempts: 12, backoffMs: 500, backoffMaxMs: 60_000 };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat(10 * longestRetryAfterMs),
      (tries, random, retryAfter) => {
        const delay = retryDelay(policy, tries, random, retryAfter);
        expect(delay).toBeLessThanOrEqual(
          Math.max(Math.min(60_000, 500 * 2 ** (tries - 1)), Math.min(retryAfter, longestRetryAfterMs)),
        );
        expect(delay).toBeGreaterThanOrEqual(Math.min(retryAfter, longestRetryAfterMs));
      },
    ),
  );
});
