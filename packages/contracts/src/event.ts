import { z } from 'zod';
import { anomalySchema, forecastSchema } from './forecast.ts';
import { observationSchema, stationIdSchema, utcTimeSchema } from './observation.ts';

export const eventTypes = {
  observation: 'weather.observation.recorded.v1',
  forecast: 'weather.forecast.made.v1',
  anomaly: 'weather.anomaly.detected.v1',
} as const;

export const eventTypeSchema = z.enum([eventTypes.observation, eventTypes.forecast, eventTypes.anomaly]);

export type EventType = z.infer<typeof eventTypeSchema>;

export const eventContentType = 'application/cloudevents+json';
export const eventBatchContentType = 'application/cloudevents-batch+json';

/** Digits of `sequence`: a fixed width makes it order as text, as the CloudEvents extension asks. */
export const sequenceDigits = 12;

const printable = /^[\x21-\x7e]+$/;

/** Attributes of every event: CloudEvents 1.0 with the extensions partitionkey, sequence and servedby. */
const attributes = {
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(160).regex(printable, 'must be printable ASCII without spaces'),
  time: utcTimeSchema,
  datacontenttype: z.literal('application/json').optional(),
  subject: z.string().min(1).max(200).optional(),
  dataschema: z.string().min(1).max(200).optional(),
  partitionkey: stationIdSchema,
  sequence: z
    .string()
    .regex(/^[0-9]{12}$/, 'must be 12 digits, padded with zeros, such as 000000000042')
    .describe("the source's own counter, from 000000000001"),
  servedby: z.string().min(1).max(253).regex(printable).optional().describe('pod that made the event'),
};

/** `/stations/<id>`: the source of a station's observations. */
export const stationSource = (stationId: string) => `/stations/${stationId}`;

/** `/models/<model>/stations/<id>`: the source of a model's results for a station. */
export const modelSource = (model: string, stationId: string) => `/models/${model}/stations/${stationId}`;

export const observationEventSchema = z.strictObject({
  ...attributes,
  type: z.literal(eventTypes.observation),
  source: z
    .string()
    .max(200)
    .regex(/^\/stations\/[A-Za-z0-9._-]{1,64}$/, 'must be /stations/<station id>'),
  id: attributes.id.max(128),
  data: observationSchema,
});

const resultSource = z
  .string()
  .max(200)
  .regex(/^\/models\/v[0-9]{1,3}\/stations\/[A-Za-z0-9._-]{1,64}$/, 'must be /models/<model>/stations/<station id>');

export const forecastEventSchema = z.strictObject({
  ...attributes,
  type: z.literal(eventTypes.forecast),
  source: resultSource,
  data: forecastSchema,
});

export const anomalyEventSchema = z.strictObject({
  ...attributes,
  type: z.literal(eventTypes.anomaly),
  source: resultSource,
  data: anomalySchema,
});

/** What message-queue knows of an event and its publisher cannot: where it stands in the log. */
const logAttributes = {
  position: z.int().min(1).describe('place in the log, strictly increasing'),
  previousposition: z
    .int()
    .min(0)
    .describe('place of the previous event of this type and partition key; 0 if it is the first'),
};

export const storedObservationEventSchema = observationEventSchema.extend(logAttributes);
export const storedForecastEventSchema = forecastEventSchema.extend(logAttributes);
export const storedAnomalyEventSchema = anomalyEventSchema.extend(logAttributes);

type AnyEvent = { partitionkey: string; source: string; type: EventType; data: unknown };

/** The station is named in partitionkey, source and data; one event must not name two. */
function namesOneStation(event: AnyEvent, context: z.core.$RefinementCtx) {
  const key = event.partitionkey;
  if (!event.source.endsWith(`/stations/${key}`)) {
    context.addIssue({
      code: 'custom',
      path: ['source'],
      message: `must end in /stations/${key}, as partitionkey says`,
    });
  }
  const { station } = event.data as { station: string | { id: string } };
  if ((typeof station === 'string' ? station : station.id) !== key) {
    const path = typeof station === 'string' ? ['data', 'station'] : ['data', 'station', 'id'];
    context.addIssue({ code: 'custom', path, message: `must be ${key}, as partitionkey says` });
  }
}

/** An event as it is published. */
export const eventSchema = z
  .discriminatedUnion('type', [observationEventSchema, forecastEventSchema, anomalyEventSchema])
  .superRefine(namesOneStation);

/** An event as message-queue hands it out. */
export const storedEventSchema = z.discriminatedUnion('type', [
  storedObservationEventSchema,
  storedForecastEventSchema,
  storedAnomalyEventSchema,
]);

/** An observation as machine-learning takes it: from the log with its place, or straight from a caller without. */
export const receivedObservationEventSchema = observationEventSchema
  .extend({ position: logAttributes.position.optional(), previousposition: logAttributes.previousposition.optional() })
  .superRefine(namesOneStation);

export type ObservationEvent = z.infer<typeof observationEventSchema>;
export type ForecastEvent = z.infer<typeof forecastEventSchema>;
export type AnomalyEvent = z.infer<typeof anomalyEventSchema>;
export type WeatherEvent = z.infer<typeof eventSchema>;
export type StoredEvent = z.infer<typeof storedEventSchema>;
export type StoredObservationEvent = z.infer<typeof storedObservationEventSchema>;
export type ReceivedObservationEvent = z.infer<typeof receivedObservationEventSchema>;

/** A counter's value as the `sequence` attribute writes it. */
export function formatSequence(counter: number): string {
  return String(counter).padStart(sequenceDigits, '0');
}
