import { weatherConditionWords, type Observation } from '@weather/contracts';

/** An observation as numbers; NaN stands for what was not measured. */
export interface Reading {
  /** ms since 1970. */
  time: number;
  latitude: number;
  longitude: number;
  /** Cel, Cel, hPa, m/s, m/s; the wind as the direction that it blows to. */
  temperature: number;
  dewPoint: number;
  pressure: number;
  windEast: number;
  windNorth: number;
  /** %, km, mm in the hour. */
  humidity: number;
  visibility: number;
  precipitation: number;
  /** Index of the condition's word; -1 when not observed. */
  word: number;
}

const missing = Number.NaN;

export function readingOf({ phenomenonTime, station, result }: Observation): Reading {
  const speed = result.wind_speed?.value ?? missing;
  const from = ((result.wind_from_direction?.value ?? missing) * Math.PI) / 180;
  return {
    time: Date.parse(phenomenonTime),
    latitude: station.latitude,
    longitude: station.longitude,
    temperature: result.air_temperature?.value ?? missing,
    dewPoint: result.dew_point_temperature?.value ?? missing,
    pressure: result.air_pressure_at_mean_sea_level?.value ?? missing,
    windEast: speed === 0 ? 0 : -speed * Math.sin(from),
    windNorth: speed === 0 ? 0 : -speed * Math.cos(from),
    humidity: result.relative_humidity?.value ?? missing,
    visibility: (result.visibility_in_air?.value ?? missing) / 1000,
    precipitation: result.precipitation_amount?.value ?? missing,
    word: result.weather_condition === undefined ? -1 : weatherConditionWords.indexOf(result.weather_condition.word),
  };
}
