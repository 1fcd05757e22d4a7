import { z } from 'zod';
import { anomalyEventSchema, forecastEventSchema } from '../event.ts';
import { modelSchema } from '../forecast.ts';

export const modelPath = '/api/v1/model';

/**
 * Answer to `POST /api/v1/events`: what became of the observation.
 * learnt: folded into the state, its results are in the log. repeat: it was already folded, its results are in
 * the log. late: a newer reading of the station came before it; it changes nothing and has no results.
 * answered: it is not in the log (no position), so the results are only in this answer.
 */
export const observationReceivedSchema = z.strictObject({
  outcome: z.enum(['learnt', 'repeat', 'late', 'answered']),
  model: modelSchema,
  results: z.array(z.discriminatedUnion('type', [forecastEventSchema, anomalyEventSchema])),
});

export type ObservationReceived = z.infer<typeof observationReceivedSchema>;

/** GET /api/v1/model. */
export const modelStatusSchema = z.strictObject({
  model: modelSchema,
  anomalyDetector: z.enum(['zscore', 'random', 'robust']),
  stations: z.int().min(0).describe('stations in memory'),
  learnt: z.int().min(0).describe('observations folded since start'),
  caughtUp: z.int().min(0).describe('of those, fetched from message-queue because another replica had been given them'),
});

export type ModelStatus = z.infer<typeof modelStatusSchema>;
