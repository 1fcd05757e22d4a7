import { z } from 'zod';
import { stationIdSchema } from '@weather/contracts';

/** Columns of an observation file, in order: CF names with their UCUM unit. */
export const observationColumns = [
  'time',
  'station',
  'air_temperature_Cel',
  'dew_point_temperature_Cel',
  'relative_humidity_percent',
  'air_pressure_at_mean_sea_level_hPa',
  'wind_speed_m_s',
  'wind_from_direction_deg',
  'precipitation_amount_mm',
  'visibility_in_air_m',
] as const;

/** An empty field is a value that was not measured. */
function measured(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^(-?[0-9]{1,9}(\.[0-9]{1,9})?)?$/, 'must be a plain decimal number, or empty when it was not measured')
    .transform((text) => (text === '' ? undefined : Number(text)))
    .pipe(z.number().min(minimum).max(maximum).optional());
}

export const observationRowSchema = z.strictObject({
  time: z.iso.datetime({ error: 'must be a time in UTC, such as 2013-07-01T12:00:00Z' }),
  station: stationIdSchema,
  air_temperature_Cel: measured(-150, 150),
  dew_point_temperature_Cel: measured(-150, 150),
  relative_humidity_percent: measured(0, 120),
  air_pressure_at_mean_sea_level_hPa: measured(500, 1200),
  wind_speed_m_s: measured(0, 150),
  wind_from_direction_deg: measured(0, 360),
  precipitation_amount_mm: measured(0, 2000),
  visibility_in_air_m: measured(0, 200_000),
});

/** One line of an observation file; what was not measured is undefined. */
export type ObservationRow = z.output<typeof observationRowSchema>;
