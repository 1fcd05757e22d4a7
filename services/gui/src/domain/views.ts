import type {
  AnomalyEvent,
  AnomalyKind,
  AnomalyView,
  ForecastEvent,
  ForecastView,
  HorizonForecast,
  HorizonView,
  Observation,
  ObservationView,
} from '@weather/contracts';

/** An observation as the page draws it. */
export function viewObservation(observation: Observation): ObservationView {
  const { result } = observation;
  return {
    time: Date.parse(observation.phenomenonTime),
    temperature: result.air_temperature?.value ?? null,
    dewPoint: result.dew_point_temperature?.value ?? null,
    humidity: result.relative_humidity?.value ?? null,
    pressure: result.air_pressure_at_mean_sea_level?.value ?? null,
    windSpeed: result.wind_speed?.value ?? null,
    windFrom: result.wind_from_direction?.value ?? null,
    precipitation: result.precipitation_amount?.value ?? null,
    condition: result.weather_condition?.word ?? null,
    plantedFault: observation.plantedFault ?? null,
  };
}

/** A forecast as the page draws it, probabilities included. */
export function viewForecast(event: ForecastEvent): ForecastView {
  return {
    model: event.data.model,
    servedBy: event.servedby ?? null,
    madeAt: Date.parse(event.data.madeAt),
    horizons: event.data.horizons.map(viewHorizon),
  };
}

function viewHorizon(horizon: HorizonForecast): HorizonView {
  const temperature = horizon.air_temperature;
  const view: HorizonView = {
    hours: horizon.horizon,
    validTime: Date.parse(horizon.validTime),
    mean: rounded(temperature?.mean, 100),
    lower: rounded(temperature?.lower, 100),
    upper: rounded(temperature?.upper, 100),
  };
  if (horizon.weather_condition === undefined) return view;
  const entries = Object.entries(horizon.weather_condition).map(([word, value]) => [word, rounded(value, 1000)]);
  return { ...view, conditions: Object.fromEntries(entries) };
}

function rounded(value: number | undefined, perUnit: number): number | null {
  return value === undefined ? null : Math.round(value * perUnit) / perUnit;
}

/** The same forecast without its probabilities: the chart has no use for old ones, and they are most of the bytes. */
export function withoutConditions(forecast: ForecastView): ForecastView {
  return { ...forecast, horizons: forecast.horizons.map(withoutProbabilities) };
}

function withoutProbabilities({ hours, validTime, mean, lower, upper }: HorizonView): HorizonView {
  return { hours, validTime, mean, lower, upper };
}

/** An anomaly as the page lists it, beside what was planted in the reading it names. */
export function viewAnomaly(event: AnomalyEvent, plantedFault: AnomalyKind | null): AnomalyView {
  const { data } = event;
  return {
    id: event.id,
    time: Date.parse(data.phenomenonTime),
    station: data.station,
    model: data.model.name,
    kind: data.kind,
    score: data.score,
    value: data.value,
    expectedLower: data.expected.lower,
    expectedUpper: data.expected.upper,
    plantedFault,
  };
}
