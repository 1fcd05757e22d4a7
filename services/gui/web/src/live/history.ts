import type { ForecastView, LiveDelta, StationHistory } from '@weather/contracts';

const keptObservations = 200;
const keptForecasts = 400;

type StationChange = LiveDelta['stations'][number];

/** A station's history with what a delta adds; what it already holds is not added twice. */
export function applyToHistory(history: StationHistory, change: StationChange): StationHistory {
  const newest = history.observations.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  const observations = change.observations.filter(({ time }) => time > newest);
  const forecasts = change.forecasts.filter((forecast) => !history.forecasts.some((old) => isSame(old, forecast)));
  if (observations.length + forecasts.length === 0) return history;
  return {
    ...history,
    observations: [...history.observations, ...observations].slice(-keptObservations),
    forecasts: [...history.forecasts, ...forecasts].slice(-keptForecasts),
  };
}

/** A history as it stood at a time (ms): the server may be ahead of the page, above all of one that is paused. */
export function historyUntil(history: StationHistory, time: number): StationHistory {
  return {
    ...history,
    observations: history.observations.filter((observation) => observation.time <= time),
    forecasts: history.forecasts.filter(({ madeAt }) => madeAt <= time),
  };
}

function isSame(a: ForecastView, b: ForecastView): boolean {
  return a.madeAt === b.madeAt && a.model.name === b.model.name;
}
