import { z } from 'zod';
import { modelNameSchema, modelSchema } from '../forecast.ts';
import { anomalyKindSchema, stationIdSchema, stationSchema } from '../observation.ts';
import { weatherConditionWordSchema } from '../weather-condition.ts';
import { observationModeSchema, simulationAccountSchema } from './simulation.ts';

export const livePath = '/api/v1/live';
export const stationHistoryPath = '/api/v1/stations/:station/history';
export const guiSimulationsPath = '/api/v1/simulations';

/** Times in what the page gets are milliseconds since 1970 UTC: it draws them, it does not pass them on. */
const milliseconds = z.int();
const count = z.int().min(0);
const celsius = z.number();

/** One observation as the page draws it; quantities in the units of `observationResultSchema`, null if not measured. */
export const observationViewSchema = z.strictObject({
  time: milliseconds.describe('phenomenon time'),
  temperature: celsius.nullable(),
  dewPoint: celsius.nullable(),
  humidity: z.number().nullable(),
  pressure: z.number().nullable(),
  windSpeed: z.number().nullable(),
  windFrom: z.number().nullable(),
  precipitation: z.number().nullable(),
  condition: weatherConditionWordSchema.nullable(),
  plantedFault: anomalyKindSchema.nullable(),
});

export type ObservationView = z.infer<typeof observationViewSchema>;

export const horizonViewSchema = z.strictObject({
  hours: z.int().min(1),
  validTime: milliseconds,
  mean: celsius.nullable(),
  lower: celsius.nullable(),
  upper: celsius.nullable(),
  conditions: z
    .record(weatherConditionWordSchema, z.number().min(0).max(1))
    .optional()
    .describe('probabilities to three digits, only in the newest forecast of a model'),
});

export type HorizonView = z.infer<typeof horizonViewSchema>;

export const forecastViewSchema = z.strictObject({
  model: modelSchema,
  servedBy: z.string().nullable(),
  madeAt: milliseconds,
  horizons: z.array(horizonViewSchema),
});

export type ForecastView = z.infer<typeof forecastViewSchema>;

export const anomalyViewSchema = z.strictObject({
  id: z.string().describe('of the event'),
  time: milliseconds,
  station: stationIdSchema,
  model: modelNameSchema,
  kind: anomalyKindSchema,
  score: z.number().min(0),
  value: celsius,
  expectedLower: celsius,
  expectedUpper: celsius,
  plantedFault: anomalyKindSchema
    .nullable()
    .describe(
      'the fault that the simulation planted in this reading; null when none, or when the reading is no longer held',
    ),
});

export type AnomalyView = z.infer<typeof anomalyViewSchema>;

/** What map and list show of a station. */
export const stationViewSchema = z.strictObject({
  station: stationSchema,
  receivedAt: milliseconds.describe('when its newest observation came in, by the clock of the server'),
  latest: observationViewSchema,
  trend: celsius.nullable().describe('change of temperature over the last three hours of the station'),
  anomalous: z.boolean().describe('a model did not believe a reading of its last six hours'),
  forecasts: z.array(forecastViewSchema).describe('the newest of each model'),
});

export type StationView = z.infer<typeof stationViewSchema>;

/** How a model's forecasts did against what was observed later, over the last forecasts that fell due. */
export const modelScoreSchema = z.strictObject({
  model: modelNameSchema,
  hours: z.int().min(1).describe('horizon'),
  count: count.describe('forecasts that fell due, in the window'),
  meanAbsoluteError: celsius,
  coverage: z.number().min(0).max(1).describe('share of observations within the interval'),
});

export type ModelScore = z.infer<typeof modelScoreSchema>;

/** Forecasts by who made them, over the last minute. */
export const servedShareSchema = z.strictObject({
  model: modelNameSchema,
  version: z.string(),
  pod: z.string(),
  count: z.int().min(1),
  share: z.number().min(0).max(1),
});

export type ServedShare = z.infer<typeof servedShareSchema>;

export const upstreamSchema = z.strictObject({
  state: z.enum(['connecting', 'live', 'lost']).describe("the server's own link to message-queue's stream"),
  since: milliseconds,
  lastEventAt: milliseconds.nullable(),
  detail: z.string().describe('what is wrong when lost, in a sentence for people'),
});

export type Upstream = z.infer<typeof upstreamSchema>;

/** What of performSimulation's parameters a person sets on the page; see `performSimulationQuerySchema`. */
export const simulationRequestSchema = z
  .strictObject({
    duration: z.int().min(1000).max(86_400_000).describe('milliseconds'),
    type: observationModeSchema,
    threads: z.int().min(1).max(64).default(1),
    rate: z.number().min(0.001).max(10_000).optional().describe('observations per second'),
    speed: z
      .number()
      .min(0.001)
      .max(10_000_000)
      .optional()
      .describe('simulated seconds per second; not together with rate'),
    source: z.enum(['synthetic', 'replay']).default('synthetic'),
    stations: z
      .string()
      .regex(
        /^([1-9][0-9]{0,2}|[A-Za-z0-9._-]{1,64}(,[A-Za-z0-9._-]{1,64}){0,99})$/,
        'must be a number or station ids with commas between them',
      )
      .optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
    faults: z.number().min(0).max(1).default(0),
    resume: z.boolean().default(false),
  })
  .refine((request) => (request.rate === undefined) !== (request.speed === undefined), {
    message: 'give either rate or speed',
    path: ['rate'],
  });

export type SimulationRequest = z.output<typeof simulationRequestSchema>;

export const simulationViewSchema = z.strictObject({
  id: z.string(),
  request: z.strictObject(simulationRequestSchema.shape),
  state: z.enum(['running', 'completed', 'stopped', 'failed']),
  startedAt: milliseconds,
  endedAt: milliseconds.nullable(),
  account: simulationAccountSchema.nullable().describe('null while it runs and when it was stopped or failed'),
  detail: z.string().describe('why it failed; empty otherwise'),
});

export type SimulationView = z.infer<typeof simulationViewSchema>;

/** GET /api/v1/simulations: those started from the page, running ones first, then the newest. */
export const simulationsSchema = z.strictObject({ items: z.array(simulationViewSchema) });

export const simulationParamsSchema = z.strictObject({ id: z.string().min(1).max(64) });
export const stationParamsSchema = z.strictObject({ station: stationIdSchema });

/** What every reader is told about the whole once a second, also when nothing happens: it is the stream's heartbeat. */
const overviewFields = {
  serverTime: milliseconds,
  upstream: upstreamSchema,
  eventsPerSecond: z.array(count).describe('events in each of the last 60 whole seconds, oldest first'),
  scores: z.array(modelScoreSchema),
  served: z.array(servedShareSchema),
  simulations: z.array(simulationViewSchema),
};

export const overviewSchema = z.strictObject(overviewFields);

export type Overview = z.infer<typeof overviewSchema>;

/** SSE event `snapshot`: all that a page needs to start. */
export const liveSnapshotSchema = z.strictObject({
  revision: count,
  overview: overviewSchema,
  stations: z.array(stationViewSchema),
  anomalies: z.array(anomalyViewSchema).describe('newest first, at most 200'),
});

export type LiveSnapshot = z.infer<typeof liveSnapshotSchema>;

/** SSE event `delta`: what came since the revision before. */
export const liveDeltaSchema = z.strictObject({
  revision: count,
  overview: overviewSchema.optional(),
  stations: z.array(
    z.strictObject({
      view: stationViewSchema,
      observations: z.array(observationViewSchema).describe('new ones, oldest first'),
      forecasts: z.array(forecastViewSchema).describe('new ones, oldest first, without conditions'),
    }),
  ),
  forgotten: z.array(stationIdSchema).describe('stations that are no longer held'),
  anomalies: z.array(anomalyViewSchema).describe('new ones, oldest first'),
});

export type LiveDelta = z.infer<typeof liveDeltaSchema>;

/** GET /api/v1/stations/{station}/history: what the chart of one station is drawn from. */
export const stationHistorySchema = z.strictObject({
  revision: count.describe('deltas up to this one are contained'),
  station: stationIdSchema,
  observations: z.array(observationViewSchema).describe('oldest first'),
  forecasts: z.array(forecastViewSchema).describe('of all models, oldest first, without conditions'),
});

export type StationHistory = z.infer<typeof stationHistorySchema>;
