import type { ObservationMode, ObservationResult, Station } from '@weather/contracts';
import { weatherCondition } from '@weather/contracts';
import { chanceOf } from './chance.ts';
import { blockLength, blockStart, hour, reported, type Reading, type Series } from './reading.ts';
import { clamp, round } from './rounding.ts';
import { fallout } from './fallout.ts';
import { calm, nextWeather, type Weather } from './weather.ts';

/** The first hour of the shipped observations, so that made-up and real weather share a calendar. */
export const syntheticStart = Date.UTC(2013, 0, 1, 6);

/** After some 8000 years the calendar starts over: years of five digits are no RFC 3339 times. */
const hoursOfCalendar = 70_000_000;

/**
 * A block's weather is worked out from a run-up before it, which starts in calm: what was before the run-up has
 * faded to 0.2 % by the block's first hour. So reading n costs at most one block and one run-up, however large n is.
 */
const runUp = 300;

/** One made-up station: one reading an hour. */
export function syntheticSeries(seed: number, station: Station, mode: ObservationMode): Series {
  const region = chanceOf(seed, 'region');
  const own = chanceOf(seed, station.id);
  // Indexes are shifted by the run-up, because counters of the generator are not negative.
  const step = (weather: Weather, sequence: number) =>
    nextWeather(weather, station, timeOf(sequence), sequence + runUp, region, own);

  function* from(sequence: number): Generator<Reading, never> {
    for (let start = blockStart(sequence); ; start += blockLength) {
      let weather = calm;
      for (let at = start - runUp; at < start; at++) weather = step(weather, at);
      for (let at = start; at < start + blockLength; at++) {
        weather = step(weather, at);
        if (at < sequence) continue;
        const lots = own.uniforms(at + runUp, 2);
        yield { sequence: at, time: timeOf(at), result: reported(measured(weather, lots), mode) };
      }
    }
  }
  return { station, from };
}

const timeOf = (sequence: number) => syntheticStart + ((sequence - 1) % hoursOfCalendar) * hour;

/** What the instruments say: rounded as real ones are. */
function measured(weather: Weather, lots: readonly number[]): ObservationResult {
  const { precipitation, visibility } = fallout(weather.condition, lots[0]!, lots[1]!);
  return {
    air_temperature: { value: round(clamp(weather.temperature, -60, 60), 1), unit: 'Cel' },
    dew_point_temperature: { value: round(clamp(weather.dewPoint, -90, 60), 1), unit: 'Cel' },
    relative_humidity: { value: round(weather.humidity, 1), unit: '%' },
    air_pressure_at_mean_sea_level: { value: round(clamp(weather.pressure, 940, 1070), 1), unit: 'hPa' },
    wind_speed: { value: round(weather.windSpeed, 1), unit: 'm/s' },
    wind_from_direction: { value: (round(weather.windDirection / 10, 0) * 10) % 360, unit: 'deg' },
    precipitation_amount: { value: precipitation, unit: 'mm' },
    visibility_in_air: { value: visibility, unit: 'm' },
    weather_condition: weatherCondition(weather.condition),
  };
}
