/** What one try came to: an HTTP answer, or none. */
export type TryResult = { status: number; retryAfterMs?: number | undefined } | { error: string };

export type Verdict = 'delivered' | 'retry' | 'refused' | 'gone';

export type RetryPolicy = {
  /** Tries per event, the first included. */
  attempts: number;
  backoffMs: number;
  backoffMaxMs: number;
};

/** Longest that a Retry-After is believed. */
export const longestRetryAfterMs = 60 * 60 * 1000;

const worthRetrying = new Set([404, 408, 409, 429]);

/**
 * Knative's table: 2xx is delivery; 404, 408, 409, 429, 5xx, no answer, and codes that say nothing definite are
 * tried again (3xx among them: a redirect is never followed); 410 ends the subscription; other 4xx will not get
 * better by repeating.
 */
export function judge(result: TryResult): Verdict {
  if ('error' in result) return 'retry';
  const { status } = result;
  if (status >= 200 && status < 300) return 'delivered';
  if (status === 410) return 'gone';
  if (status >= 400 && status < 500 && !worthRetrying.has(status)) return 'refused';
  return 'retry';
}

/**
 * Milliseconds to wait after `failedTries` failures in a row: exponential with full jitter, and never less than the
 * sink asked for.
 * @param random uniform in [0, 1)
 */
export function retryDelay(policy: RetryPolicy, failedTries: number, random: number, retryAfterMs = 0): number {
  const ceiling = Math.min(policy.backoffMaxMs, policy.backoffMs * 2 ** Math.min(failedTries - 1, 30));
  return Math.max(random * ceiling, Math.min(retryAfterMs, longestRetryAfterMs));
}
