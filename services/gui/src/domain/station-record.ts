import type { AnomalyKind, ForecastView, ModelName, ObservationView, Station, StationView } from '@weather/contracts';
import { Ring } from './ring.ts';
import type { DueForecast, Scoreboard } from './scoreboard.ts';
import { withoutConditions } from './views.ts';

const hour = 3_600_000;
const keptObservations = 200;
const keptForecastsPerModel = 200;
const waitingForecasts = 2000;

/** Between two readings further apart than this, nobody can say what the temperature was. */
const interpolationGap = 1.5 * hour;

/** What is held of one station: bounded, whatever comes in. Times in ms, temperatures in Cel. */
export class StationRecord {
  readonly #observations = new Ring<ObservationView>(keptObservations);
  readonly #forecasts = new Map<ModelName, Ring<ForecastView>>();
  readonly #newestForecasts = new Map<ModelName, ForecastView>();
  #waiting: DueForecast[] = [];
  #lastAnomalyTime = Number.NEGATIVE_INFINITY;
  station: Station;
  receivedAt: number;

  constructor(station: Station, receivedAt: number) {
    this.station = station;
    this.receivedAt = receivedAt;
  }

  get newest(): ObservationView | undefined {
    return this.#observations.fromEnd(0);
  }

  /** Takes a reading and scores the forecasts that fell due. Returns false if it is not newer than the last. */
  observe(observation: ObservationView, scoreboard: Scoreboard): boolean {
    if (this.newest !== undefined && observation.time <= this.newest.time) return false;
    this.#observations.push(observation);
    this.#waiting = this.#waiting.filter((due) => !this.#settle(due, scoreboard));
    return true;
  }

  /** Takes a forecast; scores at once what has fallen due already, as when the model is behind. */
  forecast(forecast: ForecastView, scoreboard: Scoreboard): void {
    const { name } = forecast.model;
    const newest = this.#newestForecasts.get(name);
    if (newest === undefined || newest.madeAt <= forecast.madeAt) this.#newestForecasts.set(name, forecast);
    const kept = this.#forecasts.get(name) ?? new Ring<ForecastView>(keptForecastsPerModel);
    this.#forecasts.set(name, kept);
    kept.push(withoutConditions(forecast));
    for (const { hours, validTime, mean, lower, upper } of forecast.horizons) {
      if (mean === null || lower === null || upper === null) continue;
      const due = { model: name, hours, validTime, mean, lower, upper };
      if (!this.#settle(due, scoreboard)) this.#waiting.push(due);
    }
    if (this.#waiting.length > waitingForecasts) this.#waiting = this.#waiting.slice(-waitingForecasts);
  }

  anomaly(time: number): void {
    this.#lastAnomalyTime = Math.max(this.#lastAnomalyTime, time);
  }

  /** Returns true when the forecast need not wait any longer, whether it could be scored or not. */
  #settle(due: DueForecast, scoreboard: Scoreboard): boolean {
    if (this.newest === undefined || this.newest.time < due.validTime) return false;
    const observed = this.#temperatureAt(due.validTime);
    if (observed !== undefined) scoreboard.settle(due, observed);
    return true;
  }

  /**
   * Temperature at a time that is not after the newest reading: the reading itself, or on the line between its
   * neighbours. Readings that the simulation falsified are no truth to score a forecast against.
   */
  #temperatureAt(time: number): number | undefined {
    let after: ObservationView | undefined;
    for (let back = 0; back < this.#observations.size; back += 1) {
      const reading = this.#observations.fromEnd(back)!;
      if (reading.time === time) return trusted(reading);
      if (reading.time < time) return between(reading, after, time);
      after = reading;
    }
    return undefined;
  }

  /** Which fault was planted in the reading of that time, as far as it is still held. */
  plantedFaultAt(time: number): AnomalyKind | null {
    return this.#readingAt(time)?.plantedFault ?? null;
  }

  #readingAt(time: number): ObservationView | undefined {
    for (let back = 0; back < this.#observations.size; back += 1) {
      const reading = this.#observations.fromEnd(back)!;
      if (reading.time <= time) return reading.time === time ? reading : undefined;
    }
    return undefined;
  }

  view(): StationView | undefined {
    if (this.newest === undefined) return undefined;
    return {
      station: this.station,
      receivedAt: this.receivedAt,
      latest: this.newest,
      trend: this.#trend(this.newest),
      anomalous: this.newest.time - this.#lastAnomalyTime <= 6 * hour,
      forecasts: [...this.#newestForecasts.values()].toSorted((a, b) => a.model.name.localeCompare(b.model.name)),
    };
  }

  #trend(newest: ObservationView): number | null {
    const before = this.#readingAt(newest.time - 3 * hour)?.temperature ?? undefined;
    if (before === undefined || newest.temperature === null) return null;
    return Math.round((newest.temperature - before) * 10) / 10;
  }

  history(): { observations: ObservationView[]; forecasts: ForecastView[] } {
    const forecasts = [...this.#forecasts.values()].flatMap((kept) => kept.toArray());
    return {
      observations: this.#observations.toArray(),
      forecasts: forecasts.toSorted((a, b) => a.madeAt - b.madeAt),
    };
  }
}

function trusted(reading: ObservationView): number | undefined {
  return reading.plantedFault === null ? (reading.temperature ?? undefined) : undefined;
}

function between(before: ObservationView, after: ObservationView | undefined, time: number): number | undefined {
  if (after === undefined || after.time - before.time > interpolationGap) return undefined;
  const [from, to] = [trusted(before), trusted(after)];
  if (from === undefined || to === undefined) return undefined;
  return from + ((to - from) * (time - before.time)) / (after.time - before.time);
}
