import {
  type AnomalyView,
  type ForecastView,
  type LiveDelta,
  type ModelScore,
  type ObservationView,
  type ServedShare,
  type StationHistory,
  type StationView,
  type StoredEvent,
  eventTypes,
} from '@weather/contracts';
import { Ring } from './ring.ts';
import { Scoreboard } from './scoreboard.ts';
import { StationRecord } from './station-record.ts';
import { Traffic } from './traffic.ts';
import { viewAnomaly, viewForecast, viewObservation, withoutConditions } from './views.ts';

type Changes = { observations: ObservationView[]; forecasts: ForecastView[] };

const stationLimit = 200;
const anomalyLimit = 200;

/** Everything the page shows of the weather, folded from the event log. All times in ms; `now` is always passed in. */
export class WeatherState {
  readonly #stations = new Map<string, StationRecord>();
  readonly #anomalies = new Ring<AnomalyView>(anomalyLimit);
  readonly #scoreboard = new Scoreboard();
  readonly #traffic = new Traffic();
  readonly #forgetAfter: number;
  #changes = new Map<string, Changes>();
  #newAnomalies: AnomalyView[] = [];
  #forgotten = new Set<string>();
  #revision: number;

  /** @param forgetAfter ms without an observation after which a station is no longer shown */
  constructor({ forgetAfter, revision }: { forgetAfter: number; revision: number }) {
    this.#forgetAfter = forgetAfter;
    this.#revision = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Folds one event of the log. `live` events count as traffic; history that is loaded at start does not. */
  apply(event: StoredEvent, now: number, { live }: { live: boolean }): void {
    if (live) this.#traffic.count(now, event.type === eventTypes.forecast ? event : undefined);
    if (event.type === eventTypes.observation) this.#observe(event.data, now);
    else if (event.type === eventTypes.forecast) this.#forecast(viewForecast(event), event.partitionkey);
    else this.#anomaly(event);
  }

  #observe(observation: Parameters<typeof viewObservation>[0], now: number): void {
    const { station } = observation;
    let record = this.#stations.get(station.id);
    if (record === undefined) {
      this.#makeRoom();
      record = new StationRecord(station, now);
    } else {
      // Map order is the order of the last observation, so the first station is the one silent for longest.
      this.#stations.delete(station.id);
    }
    this.#stations.set(station.id, record);
    record.station = station;
    record.receivedAt = now;
    const view = viewObservation(observation);
    if (record.observe(view, this.#scoreboard)) this.#changesOf(station.id).observations.push(view);
  }

  #forecast(forecast: ForecastView, stationId: string): void {
    const record = this.#stations.get(stationId);
    if (record === undefined) return;
    record.forecast(forecast, this.#scoreboard);
    this.#changesOf(stationId).forecasts.push(withoutConditions(forecast));
  }

  #anomaly(event: Parameters<typeof viewAnomaly>[0]): void {
    const record = this.#stations.get(event.partitionkey);
    const time = Date.parse(event.data.phenomenonTime);
    const view = viewAnomaly(event, record?.plantedFaultAt(time) ?? null);
    record?.anomaly(time);
    this.#anomalies.push(view);
    this.#newAnomalies.push(view);
    if (record !== undefined) this.#changesOf(event.partitionkey);
  }

  #changesOf(stationId: string): Changes {
    let changes = this.#changes.get(stationId);
    if (changes === undefined) this.#changes.set(stationId, (changes = { observations: [], forecasts: [] }));
    return changes;
  }

  #makeRoom(): void {
    if (this.#stations.size < stationLimit) return;
    const silent = this.#stations.keys().next().value;
    if (silent !== undefined) this.#forget(silent);
  }

  #forget(stationId: string): void {
    this.#stations.delete(stationId);
    this.#changes.delete(stationId);
    this.#forgotten.add(stationId);
  }

  /** Drops the stations that have been silent for too long. */
  forgetSilent(now: number): void {
    for (const [id, { receivedAt }] of this.#stations) {
      if (now - receivedAt > this.#forgetAfter) this.#forget(id);
    }
  }

  /** What changed since the last call, or undefined when nothing did. Raises the revision. */
  takeDelta(): LiveDelta | undefined {
    if (this.#changes.size + this.#newAnomalies.length + this.#forgotten.size === 0) return undefined;
    this.#revision += 1;
    const delta: LiveDelta = {
      revision: this.#revision,
      stations: [...this.#changes].flatMap(([id, changes]) => {
        const view = this.#stations.get(id)?.view();
        return view === undefined ? [] : [{ view, ...changes }];
      }),
      forgotten: [...this.#forgotten].filter((id) => !this.#stations.has(id)),
      anomalies: this.#newAnomalies,
    };
    this.#changes = new Map();
    this.#newAnomalies = [];
    this.#forgotten = new Set();
    return delta;
  }

  stations(): StationView[] {
    return [...this.#stations.values()].flatMap((record) => record.view() ?? []);
  }

  /** Newest first. */
  anomalies(): AnomalyView[] {
    return this.#anomalies.toArray().toReversed();
  }

  history(stationId: string): StationHistory | undefined {
    const record = this.#stations.get(stationId);
    if (record === undefined) return undefined;
    return { revision: this.#revision, station: stationId, ...record.history() };
  }

  /** The figures about the whole. */
  figures(now: number): {
    eventsPerSecond: number[];
    scores: ModelScore[];
    served: ServedShare[];
  } {
    return {
      eventsPerSecond: this.#traffic.eventsPerSecond(now),
      scores: this.#scoreboard.read(),
      served: this.#traffic.servedShares(now),
    };
  }
}
