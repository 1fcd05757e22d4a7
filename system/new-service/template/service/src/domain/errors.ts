/** The log cannot be read now: ask again later. */
export class LogUnavailableError extends Error {
  override name = 'LogUnavailableError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** More is in hand than there is room for: deliver it again later. */
export class OverloadedError extends Error {
  override name = 'OverloadedError';
}

/** What was there before this process is not all read from the log yet: ask again later. */
export class RebuildingError extends Error {
  override name = 'RebuildingError';
}
