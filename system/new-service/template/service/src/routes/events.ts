import {
  type ReceivedObservationEvent,
  type StoredObservationEvent,
  eventBodyLimit,
  eventContentType,
  eventsPath,
  receivedObservationEventSchema,
} from '@weather/contracts';
import { Problem, type Server, acceptJson } from '@weather/service-kit';
import { z } from 'zod';
import { outcomes } from '../domain/ports.ts';
import type { ReadModel } from '../domain/read-model.ts';
import { problemOf } from './problem-answers.ts';

const receivedSchema = z.strictObject({ outcome: z.enum(outcomes) });

/** POST /api/v1/events: an observation, pushed by message-queue. */
export function addEventsRoute(app: Server, model: ReadModel): void {
  // Only events come in here. Plain JSON would pass for one without its content type.
  app.removeContentTypeParser('application/json');
  acceptJson(app, eventContentType, { bodyLimit: eventBodyLimit });
  const schema = {
    tags: ['events'],
    summary: 'Take an observation of the log',
    consumes: [eventContentType],
    body: receivedObservationEventSchema,
    response: { 200: receivedSchema },
  };
  app.post(eventsPath, { schema }, async (request) => {
    const event = storedEventOf(request.body);
    try {
      return { outcome: await model.receive(event) };
    } catch (error) {
      throw problemOf(error);
    }
  });
}

/** What is not in the log would be forgotten with this process: it is not taken. */
function storedEventOf(event: ReceivedObservationEvent): StoredObservationEvent {
  const { position, previousposition } = event;
  if (position === undefined) {
    const errors = [{ pointer: '/position', message: 'is missing: only what stands in the log is taken' }];
    throw new Problem(400, 'validation-failed', undefined, { errors });
  }
  // Without a word on what came before it, anything may have.
  return { ...event, position, previousposition: previousposition ?? position - 1 };
}
