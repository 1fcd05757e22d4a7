/** Thrown when a peer did not answer with a 2xx that makes sense. `status` is undefined when there was no answer at all. */
export class PeerError extends Error {
  override name = 'PeerError';
  readonly status: number | undefined;
  /** The peer's own code, or `no-answer`, `timeout`, `aborted`, `answer-too-large`, `invalid-answer`. */
  readonly code: string;
  readonly detail: string;
  readonly retryAfterMs: number | undefined;

  constructor(fault: {
    status?: number;
    code: string;
    detail: string;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(`${fault.status ?? 'no answer'}: ${fault.detail}`, { cause: fault.cause });
    this.status = fault.status;
    this.code = fault.code;
    this.detail = fault.detail;
    this.retryAfterMs = fault.retryAfterMs;
  }
}

/**
 * Milliseconds to wait by a Retry-After header (RFC 9110 10.2.3): seconds or a date. `now` is in epoch
 * milliseconds. Undefined when there is none or it makes no sense.
 */
export function parseRetryAfter(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2}, /.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
