import {
  type AnomalyEvent,
  type AnomalyKind,
  type ForecastEvent,
  type ModelName,
  type ObservationEvent,
  type Station,
  type WeatherConditionWord,
  eventTypes,
  forecastHorizons,
  formatSequence,
  modelSource,
  stationSource,
  weatherCondition,
  weatherConditionWords,
} from '@weather/contracts';

const hour = 3_600_000;
export const firstHour = Date.parse('2013-07-01T00:00:00Z');

export const knownStations: Station[] = [
  { id: 'JFK', name: 'John F Kennedy', latitude: 40.6398, longitude: -73.7789, elevation: 4 },
  { id: 'LGA', name: 'La Guardia', latitude: 40.7772, longitude: -73.8726, elevation: 6 },
  { id: 'EWR', name: 'Newark Liberty', latitude: 40.6925, longitude: -74.1687, elevation: 5 },
];

/** Stations of the shipped file first, then made-up ones around them. */
export function stationsForTest(count: number): Station[] {
  const words = ['Alder', 'Birch', 'Cedar', 'Elm', 'Heron', 'Iron', 'Maple', 'Osprey', 'Pine'];
  const madeUp = Array.from({ length: Math.max(0, count - knownStations.length) }, (_, index) => ({
    id: `synthetic-7-${index + 1}`,
    name: `${words[index % words.length]} ${['Hill', 'Brook', 'Point'][index % 3]}`,
    latitude: 40.05 + ((index * 37) % 29) / 21,
    longitude: -74.9 + ((index * 53) % 43) / 19,
    elevation: 10 * index,
  }));
  return [...knownStations, ...madeUp].slice(0, count);
}

const timeAt = (step: number) => new Date(firstHour + step * hour).toISOString().replace('.000Z', 'Z');

/** A smooth day with a wobble that depends on nothing but station and step. */
export function temperatureAt(station: Station, step: number): number {
  const wobble = Math.sin(step * 1.7 + station.elevation) * 0.8 + Math.sin(step * 0.13 + station.latitude * 9) * 3;
  return Math.round((22 + 6 * Math.sin(((step - 9) / 24) * 2 * Math.PI) + wobble - station.elevation / 60) * 10) / 10;
}

function conditionAt(station: Station, step: number): WeatherConditionWord {
  const mood = Math.sin(step / 11 + station.latitude * 20) + Math.sin(step / 5 + station.longitude) / 2;
  return weatherConditionWords[Math.min(7, Math.max(0, Math.floor((mood + 1.3) * 2.8)))]!;
}

/** The observation of a station at a step (an hour each), optionally falsified. */
export function observationEvent(station: Station, step: number, fault?: AnomalyKind): ObservationEvent {
  const value = temperatureAt(station, step) + (fault === undefined ? 0 : 12);
  return {
    specversion: '1.0',
    id: `${station.id}-${step + 1}`,
    source: stationSource(station.id),
    type: eventTypes.observation,
    time: timeAt(step),
    partitionkey: station.id,
    sequence: formatSequence(step + 1),
    data: {
      phenomenonTime: timeAt(step),
      station,
      result: {
        air_temperature: { value, unit: 'Cel' },
        dew_point_temperature: { value: value - 6, unit: 'Cel' },
        relative_humidity: { value: 62, unit: '%' },
        air_pressure_at_mean_sea_level: { value: 1013.2, unit: 'hPa' },
        wind_speed: { value: 4.6, unit: 'm/s' },
        wind_from_direction: { value: (step * 20) % 360, unit: 'deg' },
        precipitation_amount: { value: 0, unit: 'mm' },
        weather_condition: weatherCondition(conditionAt(station, step)),
      },
      ...(fault !== undefined && { plantedFault: fault }),
    },
  };
}

function probabilitiesAround(word: WeatherConditionWord, sharpness: number): Record<WeatherConditionWord, number> {
  const centre = weatherConditionWords.indexOf(word);
  const weights = weatherConditionWords.map((_, index) => Math.exp(-sharpness * Math.abs(index - centre)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Object.fromEntries(weightsByWord(weights, sum)) as Record<WeatherConditionWord, number>;
}

const weightsByWord = (weights: number[], sum: number) =>
  weatherConditionWords.map((word, index) => [word, weights[index]! / sum]);

/** A forecast that knows the truth and misses it by a known error: v1 by 2 °C, v2 by 0.5 °C at every horizon. */
export function forecastEvent(
  station: Station,
  step: number,
  model: ModelName,
  pod = `machine-learning-${model}-0`,
): ForecastEvent {
  const miss = model === 'v1' ? 2 : 0.5;
  return {
    specversion: '1.0',
    id: `${station.id}-${step + 1}/forecast`,
    source: modelSource(model, station.id),
    type: eventTypes.forecast,
    time: timeAt(step),
    partitionkey: station.id,
    sequence: formatSequence(step + 1),
    servedby: pod,
    data: {
      station: station.id,
      model: { name: model, version: '0.1.0' },
      observation: { source: stationSource(station.id), id: `${station.id}-${step + 1}` },
      madeAt: timeAt(step),
      horizons: forecastHorizons.map((horizon) => {
        const mean = temperatureAt(station, step + horizon) + miss;
        const half = (model === 'v1' ? 3 : 1) + horizon / 10;
        return {
          horizon,
          validTime: timeAt(step + horizon),
          air_temperature: { mean, lower: mean - half, upper: mean + half, level: 0.9, unit: 'Cel' as const },
          weather_condition: probabilitiesAround(conditionAt(station, step + horizon), model === 'v1' ? 0.5 : 1.4),
        };
      }),
    },
  };
}

export function anomalyEvent(station: Station, step: number, model: ModelName, kind: AnomalyKind): AnomalyEvent {
  const value = temperatureAt(station, step) + 12;
  return {
    specversion: '1.0',
    id: `${station.id}-${step + 1}/anomaly/${kind}`,
    source: modelSource(model, station.id),
    type: eventTypes.anomaly,
    time: timeAt(step),
    partitionkey: station.id,
    sequence: formatSequence(step + 1),
    servedby: `machine-learning-${model}-0`,
    data: {
      station: station.id,
      model: { name: model, version: '0.1.0' },
      observation: { source: stationSource(station.id), id: `${station.id}-${step + 1}` },
      phenomenonTime: timeAt(step),
      kind,
      score: 7.4,
      value,
      expected: { lower: value - 16, upper: value - 8, unit: 'Cel' },
    },
  };
}
