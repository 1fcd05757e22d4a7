import type { ForecastView, ModelName, StationHistory, StationView } from '@weather/contracts';
import { modelNames } from '../weather/models.ts';

const hour = 3_600_000;
const shownPast = 48 * hour;
const shownFuture = 24 * hour;

type Value = number | null;

/** What one model adds to the chart; arrays run along `ChartData.times`. */
export type ModelSeries = { past: Value[]; mean: Value[]; lower: Value[]; upper: Value[] };

/** Times in ms, temperatures in Cel. `now` is the newest time of observation. */
export type ChartData = {
  times: number[];
  observed: Value[];
  models: Record<ModelName, ModelSeries>;
  from: number;
  now: number;
  until: number;
};

type Point = { mean: Value; lower: Value; upper: Value };

/**
 * Lays observations, the newest forecast of each model, and what each model had said `lead` hours ahead along one
 * axis of time: the last two days and the next one.
 */
export function chartData(history: StationHistory, view: StationView, lead: number): ChartData {
  const now = view.latest.time;
  const earliest = history.observations[0]?.time ?? now;
  const from = Math.max(now - shownPast, Math.min(earliest, now - 6 * hour));
  const observed = new Map(history.observations.filter(({ time }) => time >= from).map((o) => [o.time, o.temperature]));
  observed.set(now, view.latest.temperature);
  const next = mapModels((model) =>
    nextPoints(
      view.forecasts.find((forecast) => forecast.model.name === model),
      view,
    ),
  );
  const past = mapModels((model) => pastMeans(history.forecasts, model, lead, from, now));
  const keys = [observed, ...modelNames.flatMap((model) => [next[model], past[model]])].flatMap((points) => [
    ...points.keys(),
  ]);
  const times = [...new Set(keys)].toSorted((a, b) => a - b);
  const along = (points: Map<number, Value>) => times.map((time) => points.get(time) ?? null);
  const part = (points: Map<number, Point>, name: keyof Point) => times.map((time) => points.get(time)?.[name] ?? null);
  const models = mapModels((model) => ({
    past: along(past[model]),
    mean: part(next[model], 'mean'),
    lower: part(next[model], 'lower'),
    upper: part(next[model], 'upper'),
  }));
  return { times, observed: along(observed), models, from, now, until: now + shownFuture };
}

function mapModels<T>(of: (model: ModelName) => T): Record<ModelName, T> {
  return { v1: of('v1'), v2: of('v2') };
}

/** The forecast begins at the observation that it was made from, so that band and line grow out of it. */
function nextPoints(forecast: ForecastView | undefined, view: StationView): Map<number, Point> {
  if (forecast === undefined) return new Map();
  const points = new Map<number, Point>();
  const start = forecast.madeAt === view.latest.time ? view.latest.temperature : null;
  if (start !== null) points.set(forecast.madeAt, { mean: start, lower: start, upper: start });
  for (const { validTime, mean, lower, upper } of forecast.horizons) points.set(validTime, { mean, lower, upper });
  return points;
}

function pastMeans(
  forecasts: ForecastView[],
  model: ModelName,
  lead: number,
  from: number,
  now: number,
): Map<number, Value> {
  const means = new Map<number, Value>();
  for (const forecast of forecasts) {
    if (forecast.model.name !== model) continue;
    const due = forecast.horizons.find(({ hours }) => hours === lead);
    if (due !== undefined && due.validTime >= from && due.validTime <= now) means.set(due.validTime, due.mean);
  }
  return means;
}

/** Lower and upper end of an axis of whole fives, at least ten degrees wide, around all that is drawn. */
export function temperatureRange(data: ChartData): [number, number] {
  const values = [data.observed, ...modelNames.flatMap((model) => Object.values(data.models[model]))]
    .flat()
    .filter((value) => value !== null);
  if (values.length === 0) return [0, 20];
  const low = Math.floor((Math.min(...values) - 1) / 5) * 5;
  const high = Math.ceil((Math.max(...values) + 1) / 5) * 5;
  return high - low >= 10 ? [low, high] : [low - 5, high + (high - low < 5 ? 5 : 0)];
}
