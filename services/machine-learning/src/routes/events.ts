import {
  eventBodyLimit,
  eventContentType,
  eventsPath,
  observationReceivedSchema,
  receivedObservationEventSchema,
  type ObservationReceived,
} from '@weather/contracts';
import { acceptJson, Problem, type Server } from '@weather/service-kit';
import type { Coordinator } from '../domain/coordinator.ts';
import { LogUnavailableError, OverloadedError } from '../domain/errors.ts';

/** POST /api/v1/events: an observation, pushed by message-queue or asked about by anybody. */
export function addEventsRoute(
  app: Server,
  coordinator: Coordinator<unknown>,
  model: ObservationReceived['model'],
): void {
  // Only events come in here. Plain JSON would pass for one without its content type.
  app.removeContentTypeParser('application/json');
  acceptJson(app, eventContentType, { bodyLimit: eventBodyLimit });
  const schema = {
    tags: ['events'],
    summary: 'Learn from an observation of the log and publish what follows, or say what would follow',
    description: 'The answer comes when the results are in the log. An observation without a position is not learnt.',
    consumes: [eventContentType],
    body: receivedObservationEventSchema,
    response: { 200: observationReceivedSchema },
  };
  app.post(eventsPath, { schema }, (request) =>
    coordinator.receive(request.body).then(
      ({ outcome, results }) => ({ outcome, model, results: [...results] }),
      (error) => {
        throw problemOf(error);
      },
    ),
  );
}

/** Whoever delivers tries again on a 503, no sooner than it is asked to. */
function problemOf(error: unknown): unknown {
  if (error instanceof OverloadedError) {
    return new Problem(503, 'too-many-requests', error.message, { retryAfterSeconds: 1, cause: error });
  }
  if (error instanceof LogUnavailableError) {
    const retryAfterSeconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / 1000));
    return new Problem(503, 'peer-unavailable', error.message, { retryAfterSeconds, cause: error });
  }
  return error;
}
