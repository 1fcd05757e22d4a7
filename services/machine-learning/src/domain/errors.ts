/** As many observations are in hand as may be; the caller should come back. */
export class OverloadedError extends Error {
  override name = 'OverloadedError';
}

/** The log could not be read or written just now. Nothing of an observation is lost: the caller should come back. */
export class LogUnavailableError extends Error {
  override name = 'LogUnavailableError';
  /** How long the log itself asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(detail: string, options: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(detail, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}
