import { weatherCondition } from '@weather/contracts';
import type { Observation, ObservationResult, WeatherCondition } from '@weather/contracts';
import { archiveStation } from './stations.ts';
import type { ObservationRow } from './observation-row.ts';

/** Below this, in Cel, precipitation is taken to fall as snow. */
const snowBelow = 0.5;
/** Hourly precipitation in mm up to which it is called drizzle. */
const drizzleUpTo = 0.5;

/**
 * Present weather by rule, since the file holds none: precipitation (snow when cold, drizzle when light, else rain),
 * then visibility (WMO: fog below 1 km, mist below 5 km). `clear` means no significant weather, whatever the clouds:
 * they are not in the file. Undefined when neither precipitation nor visibility was measured.
 */
export function conditionFromRow(row: ObservationRow): WeatherCondition | undefined {
  const precipitation = row.precipitation_amount_mm;
  const visibility = row.visibility_in_air_m;
  if (precipitation !== undefined && precipitation > 0) {
    if (row.air_temperature_Cel !== undefined && row.air_temperature_Cel <= snowBelow) return weatherCondition('snow');
    return weatherCondition(precipitation <= drizzleUpTo ? 'drizzle' : 'rain');
  }
  if (visibility !== undefined && visibility < 1000) return weatherCondition('fog');
  if (visibility !== undefined && visibility < 5000) return weatherCondition('mist');
  return precipitation === undefined && visibility === undefined ? undefined : weatherCondition('clear');
}

/** The row as an observation. Values that were not measured stay away. */
export function observationFromRow(row: ObservationRow): Observation {
  const result: ObservationResult = {};
  if (row.air_temperature_Cel !== undefined) result.air_temperature = { value: row.air_temperature_Cel, unit: 'Cel' };
  if (row.dew_point_temperature_Cel !== undefined)
    result.dew_point_temperature = { value: row.dew_point_temperature_Cel, unit: 'Cel' };
  if (row.relative_humidity_percent !== undefined)
    result.relative_humidity = { value: row.relative_humidity_percent, unit: '%' };
  if (row.air_pressure_at_mean_sea_level_hPa !== undefined)
    result.air_pressure_at_mean_sea_level = { value: row.air_pressure_at_mean_sea_level_hPa, unit: 'hPa' };
  if (row.wind_speed_m_s !== undefined) result.wind_speed = { value: row.wind_speed_m_s, unit: 'm/s' };
  if (row.wind_from_direction_deg !== undefined)
    result.wind_from_direction = { value: row.wind_from_direction_deg, unit: 'deg' };
  if (row.precipitation_amount_mm !== undefined)
    result.precipitation_amount = { value: row.precipitation_amount_mm, unit: 'mm' };
  if (row.visibility_in_air_m !== undefined) result.visibility_in_air = { value: row.visibility_in_air_m, unit: 'm' };
  const condition = conditionFromRow(row);
  if (condition !== undefined) result.weather_condition = condition;
  return { phenomenonTime: row.time, station: archiveStation(row.station), result };
}
