import { Problem, type Server } from '@weather/service-kit';
import {
  OverloadedError,
  SinkNotAllowedError,
  StorageFailedError,
  StorageFullError,
  SubscriptionConflictError,
} from '../domain/errors.ts';

/** The answer to each error of the domain; undefined for what nobody foresaw. */
function domainProblem(error: Error): Problem | undefined {
  const { message: detail } = error;
  if (error instanceof StorageFullError)
    return new Problem(503, 'storage-full', 'there is no room for new events; nothing was stored', {
      retryAfterSeconds: 5,
      cause: error,
    });
  if (error instanceof StorageFailedError)
    return new Problem(503, 'storage-unavailable', 'the log cannot be used', { retryAfterSeconds: 10, cause: error });
  if (error instanceof OverloadedError) return new Problem(429, 'too-many-requests', detail, { retryAfterSeconds: 1 });
  if (error instanceof SinkNotAllowedError)
    return new Problem(422, 'sink-not-allowed', detail, { errors: [{ pointer: '/sink', message: detail }] });
  if (error instanceof SubscriptionConflictError) return new Problem(409, 'conflict', detail);
  return undefined;
}

/** Lets the routes of `app` throw the domain's errors. */
export function answerDomainErrors(app: Server): void {
  const inner = app.errorHandler;
  app.setErrorHandler((error: Error, request, reply) =>
    inner.call(app, (domainProblem(error) ?? error) as never, request, reply),
  );
}
