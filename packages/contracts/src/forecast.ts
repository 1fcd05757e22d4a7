import { z } from 'zod';
import { anomalyKindSchema, stationIdSchema, utcTimeSchema } from './observation.ts';
import { weatherConditionWordSchema } from './weather-condition.ts';

/** Hours ahead for which a forecast is made. */
export const forecastHorizons = [1, 3, 6, 12, 24] as const;

export const modelNameSchema = z.enum(['v1', 'v2']);

export type ModelName = z.infer<typeof modelNameSchema>;

export const modelSchema = z.strictObject({
  name: modelNameSchema,
  version: z.string().min(1).max(50).describe('of the software that ran the model'),
});

/** Which observation a result was made from. */
export const observationReferenceSchema = z.strictObject({
  source: z.string().min(1).max(200),
  id: z.string().min(1).max(128),
});

/** Mean and central interval in Cel: the true value lies within [lower, upper] with probability `level`. */
export const temperatureForecastSchema = z.strictObject({
  mean: z.number(),
  lower: z.number(),
  upper: z.number(),
  level: z.number().gt(0).lt(1),
  unit: z.literal('Cel'),
});

const probability = z.number().min(0).max(1);

/** A probability per condition; they sum to 1. */
export const conditionProbabilitiesSchema = z
  .record(weatherConditionWordSchema, probability)
  .refine((probabilities) => Math.abs(Object.values(probabilities).reduce((a, b) => a + b, 0) - 1) < 1e-6, {
    message: 'probabilities must sum to 1',
  });

export const horizonForecastSchema = z.strictObject({
  horizon: z.int().min(1).max(240).describe('hours after madeAt'),
  validTime: utcTimeSchema.describe('madeAt + horizon'),
  air_temperature: temperatureForecastSchema.optional(),
  weather_condition: conditionProbabilitiesSchema.optional(),
});

export type HorizonForecast = z.infer<typeof horizonForecastSchema>;

/** What one model said about one station's next hours, from one observation. */
export const forecastSchema = z.strictObject({
  station: stationIdSchema,
  model: modelSchema,
  observation: observationReferenceSchema,
  madeAt: utcTimeSchema.describe('phenomenon time of the observation it was made from (CF forecast_reference_time)'),
  horizons: z.array(horizonForecastSchema).min(1).max(24),
});

export type Forecast = z.infer<typeof forecastSchema>;

/** A reading that a model does not believe. */
export const anomalySchema = z.strictObject({
  station: stationIdSchema,
  model: modelSchema,
  observation: observationReferenceSchema,
  phenomenonTime: utcTimeSchema,
  kind: anomalyKindSchema,
  score: z
    .number()
    .min(0)
    .describe("how far beyond what was expected, in the detector's own scale; higher is stranger"),
  value: z.number().describe('the suspect air temperature in Cel'),
  expected: z
    .strictObject({ lower: z.number(), upper: z.number(), unit: z.literal('Cel') })
    .describe('the range that would not have been flagged'),
});

export type Anomaly = z.infer<typeof anomalySchema>;
