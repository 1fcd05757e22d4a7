import { Problem } from '@weather/service-kit';
import { LogUnavailableError, OverloadedError, RebuildingError } from '../domain/errors.ts';

/** What the domain throws, as its caller is told: what passes by waiting is 503, and not to be tried sooner than it says. */
export function problemOf(error: unknown): unknown {
  if (error instanceof OverloadedError) return new Problem(503, 'too-many-requests', error.message, { cause: error });
  if (error instanceof RebuildingError) return new Problem(503, 'peer-unavailable', error.message, { cause: error });
  if (error instanceof LogUnavailableError) {
    const retryAfterSeconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1000));
    return new Problem(503, 'peer-unavailable', error.message, { retryAfterSeconds, cause: error });
  }
  return error;
}
