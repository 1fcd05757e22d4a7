import { z } from 'zod';
import { weatherConditionSchema } from './weather-condition.ts';

/** What a station is called on the wire, in partition keys and in source URIs. */
export const stationIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores or hyphens');

export const stationSchema = z.strictObject({
  id: stationIdSchema,
  name: z.string().min(1).max(100),
  latitude: z.number().min(-90).max(90).describe('degrees north, WGS 84'),
  longitude: z.number().min(-180).max(180).describe('degrees east, WGS 84'),
  elevation: z.number().min(-500).max(9000).describe('metres above mean sea level'),
});

export type Station = z.infer<typeof stationSchema>;

/** RFC 3339 in UTC, to the second or finer, such as 2013-07-01T12:00:00Z. */
export const utcTimeSchema = z.iso
  .datetime({ error: 'must be an RFC 3339 time in UTC, such as 2013-07-01T12:00:00Z' })
  .max(30, 'must not be finer than nanoseconds');

function quantity<Unit extends string>(unit: Unit, minimum: number, maximum: number) {
  return z.strictObject({ value: z.number().min(minimum).max(maximum), unit: z.literal(unit) });
}

/**
 * What was measured: CF standard names, each with its value and UCUM unit. The bounds refuse what no weather
 * on Earth has produced, with room for a broken sensor whose faults the models are to find.
 */
export const observationResultSchema = z.strictObject({
  air_temperature: quantity('Cel', -150, 150).optional(),
  dew_point_temperature: quantity('Cel', -150, 150).optional(),
  relative_humidity: quantity('%', 0, 120).optional(),
  air_pressure_at_mean_sea_level: quantity('hPa', 500, 1200).optional(),
  wind_speed: quantity('m/s', 0, 150).optional(),
  wind_from_direction: quantity('deg', 0, 360).optional(),
  precipitation_amount: quantity('mm', 0, 2000).optional(),
  visibility_in_air: quantity('m', 0, 200_000).optional(),
  weather_condition: weatherConditionSchema.optional(),
});

export type ObservationResult = z.infer<typeof observationResultSchema>;

export const anomalyKindSchema = z.enum(['spike', 'stuck', 'drift', 'jump']);

export type AnomalyKind = z.infer<typeof anomalyKindSchema>;

/** One reading of one station. */
export const observationSchema = z.strictObject({
  phenomenonTime: utcTimeSchema.describe('when the weather was as observed'),
  station: stationSchema,
  result: observationResultSchema.refine((result) => Object.keys(result).length > 0, {
    message: 'must hold at least one measured property',
  }),
  plantedFault: anomalyKindSchema
    .optional()
    .describe(
      'set by the simulation on a reading that it falsified, so that detection can be scored; models ignore it',
    ),
});

export type Observation = z.infer<typeof observationSchema>;
