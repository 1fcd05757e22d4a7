import { stationIdSchema, utcTimeSchema } from '@weather/contracts';
import { z } from 'zod';

/** An empty cell is a value that is missing. */
function cell(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^(-?[0-9]+(\.[0-9]+)?)?$/, 'must be a decimal number or empty')
    .transform((text) => (text === '' ? undefined : Number(text)))
    .pipe(z.number().min(minimum).max(maximum).optional());
}

/** One row, by the names of its columns: CF standard names, each with its unit. */
export const archiveRowSchema = z.strictObject({
  time: utcTimeSchema,
  station: stationIdSchema,
  air_temperature_Cel: cell(-150, 150),
  dew_point_temperature_Cel: cell(-150, 150),
  relative_humidity_percent: cell(0, 120),
  air_pressure_at_mean_sea_level_hPa: cell(500, 1200),
  wind_speed_m_s: cell(0, 150),
  wind_from_direction_deg: cell(0, 360),
  precipitation_amount_mm: cell(0, 2000),
  visibility_in_air_m: cell(0, 200_000),
});

export type ArchiveRow = z.output<typeof archiveRowSchema>;

export const archiveColumns = Object.keys(archiveRowSchema.shape);
