import type { Station, WeatherConditionWord } from '@weather/contracts';
import { boxMuller, type Chance } from './chance.ts';
import { nextCondition } from './condition-chain.ts';
import { clamp } from './rounding.ts';

/** The weather at one place in one hour, before any sensor rounds it. Units as in the contracts. */
export interface Weather {
  temperature: number;
  dewPoint: number;
  humidity: number;
  pressure: number;
  windSpeed: number;
  windDirection: number;
  condition: WeatherConditionWord;
  /** Carried to the next hour: departures from the climate, in standard deviations. */
  anomaly: { airMass: number; moisture: number; pressure: number; wind: number; veer: number; noise: number };
}

/** Hour-to-hour memory of each departure: an air mass stays for days, gusts for hours. */
const memory = { airMass: 0.98, moisture: 0.95, pressure: 0.98, wind: 0.92, veer: 0.95, noise: 0.7 };

export const calm: Weather = {
  temperature: 10,
  dewPoint: 5,
  humidity: 70,
  pressure: 1016,
  windSpeed: 3,
  windDirection: 250,
  condition: 'cloudy',
  anomaly: { airMass: 0, moisture: 0, pressure: 0, wind: 0, veer: 0, noise: 0 },
};

/** One hour on. `index` counts the hours of the series; `region` is shared by the stations of a seed, `own` is not. */
export function nextWeather(
  before: Weather,
  station: Station,
  time: number,
  index: number,
  region: Chance,
  own: Chance,
): Weather {
  const [conditionLot, ...rest] = own.uniforms(index, 1);
  const anomaly = nextAnomaly(
    before.anomaly,
    region.normals(index, 0),
    own.normals(index, 0),
    boxMuller(rest[0], rest[1]),
  );
  const season = Math.cos((2 * Math.PI * (dayOfYear(time) - 201)) / 365.25);
  const daily = dailyDeparture(station, time, season, anomaly.moisture);
  const temperature = seasonalMean(station, season) + daily + 4 * anomaly.airMass + 0.35 * anomaly.noise;
  const dewPoint = temperature - dewPointGap(anomaly.moisture, daily);
  const humidity = relativeHumidity(temperature, dewPoint);
  const pressure = 1016 + 8 * anomaly.pressure;
  const tendency = pressure - before.pressure;
  const windSpeed = Math.max(0, 3.6 + 2.1 * anomaly.wind + 0.6 * Math.abs(tendency));
  const condition = nextCondition(
    before.condition,
    { temperature, humidity, pressure, windSpeed, daily },
    conditionLot,
  );
  return {
    temperature,
    dewPoint,
    humidity,
    pressure,
    windSpeed,
    windDirection: (((250 + 70 * anomaly.veer) % 360) + 360) % 360,
    condition,
    anomaly,
  };
}

type Anomaly = Weather['anomaly'];

/** First-order autoregression of each departure, scaled to keep unit variance; low pressure comes with moist air. */
function nextAnomaly(
  before: Anomaly,
  regional: readonly number[],
  own: readonly number[],
  local: readonly number[],
): Anomaly {
  const shared = (at: number) => 0.95 * regional[at]! + Math.sqrt(1 - 0.95 ** 2) * own[at]!;
  const step = (kind: keyof Anomaly, shock: number) =>
    memory[kind] * before[kind] + Math.sqrt(1 - memory[kind] ** 2) * shock;
  const pressureShock = shared(1);
  return {
    airMass: step('airMass', shared(0)),
    pressure: step('pressure', pressureShock),
    moisture: step('moisture', 0.8 * shared(2) - 0.6 * pressureShock),
    wind: step('wind', shared(3)),
    noise: step('noise', local[0]!),
    veer: step('veer', local[1]!),
  };
}

/** Climate of the north-eastern United States: colder and more continental to the north, 6.5 K per km of height. */
function seasonalMean(station: Station, season: number): number {
  const north = station.latitude - 40.7;
  return 12.6 - 0.9 * north + (11.8 + 0.5 * north) * season - 0.0065 * station.elevation;
}

/** Warmest at 15 h local solar time; wider in summer, narrower in moist air, which is cloudier. */
function dailyDeparture(station: Station, time: number, season: number, moisture: number): number {
  const solarHour = (time / 3_600_000 + station.longitude / 15) % 24;
  const amplitude = (3.4 + 1.1 * season) * (1 - 0.4 / (1 + Math.exp(-1.5 * moisture)));
  return amplitude * Math.cos((2 * Math.PI * (solarHour - 15)) / 24);
}

/** Dew point depression, always positive: large in dry air and in the afternoon. */
function dewPointGap(moisture: number, daily: number): number {
  return 0.2 + 2 * Math.log1p(Math.exp((6 - 4.5 * moisture + 0.9 * daily) / 2));
}

/** Per cent, by the Magnus formula with the coefficients of Alduchov and Eskridge (1996). */
function relativeHumidity(temperature: number, dewPoint: number): number {
  return clamp(100 * Math.exp(magnus(dewPoint) - magnus(temperature)), 0, 100);
}

const magnus = (celsius: number) => (17.625 * celsius) / (243.04 + celsius);

function dayOfYear(time: number): number {
  const date = new Date(time);
  return (time - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000;
}
