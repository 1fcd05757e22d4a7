import { type WeatherCondition, weatherCondition } from '@weather/contracts';
import type { ArchiveRow } from './archive-row.ts';

/** Above this, in Cel, precipitation is taken for rain: snow seldom reaches the ground in warmer air. */
const snowBelow = 0.5;

/** Precipitation of an hour, in mm, from which it is called rain and not drizzle. */
const rainFrom = 0.5;

/**
 * The present weather that a row's measurements tell of. The file holds no cloud cover, so `clear` means "no
 * significant weather" here. Undefined when neither precipitation nor visibility was measured. Fog and mist by
 * the limits of visibility in WMO code table 4677 and in aviation reports: 1000 m and 5000 m.
 */
export function weatherConditionOfRow(row: ArchiveRow): WeatherCondition | undefined {
  const { precipitation_amount_mm: precipitation, visibility_in_air_m: visibility, air_temperature_Cel: air } = row;
  if (precipitation === undefined && visibility === undefined) return undefined;
  if (precipitation !== undefined && precipitation > 0) {
    if (air !== undefined && air <= snowBelow) return weatherCondition('snow');
    return weatherCondition(precipitation >= rainFrom ? 'rain' : 'drizzle');
  }
  if (visibility !== undefined && visibility < 1000) return weatherCondition('fog');
  if (visibility !== undefined && visibility < 5000) return weatherCondition('mist');
  return weatherCondition('clear');
}
