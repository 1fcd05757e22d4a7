import type { StoredObservationEvent } from '@weather/contracts';
import { DayExtremes, type Extremes } from './day-extremes.ts';
import { OverloadedError, RebuildingError } from './errors.ts';
import type { EventLog, Instruments, Outcome } from './ports.ts';

export interface ReadModelOptions {
  log: EventLog;
  instruments: Instruments;
  /** Stations in memory; one that was let go is read from the log again when it comes back. */
  maxStations: number;
  /** Observations in hand at once. */
  maxWaiting: number;
}

interface StationState {
  /** All that the log holds of the station up to here is in `day`. */
  position: number;
  /** Of the observation at `position`. */
  id: string;
  day: DayExtremes;
}

export type StationExtremes = Extremes & { station: string };

const nothing = (): StationState => ({ position: 0, id: '', day: new DayExtremes() });

/**
 * The log of observations, folded into what this service answers. It is in memory alone: `rebuild` makes it from the log
 * when the process starts, and `receive` keeps it in step, whatever is delivered twice, late, or to another replica.
 */
export class ReadModel {
  readonly #options: ReadModelOptions;
  /** The one heard of last comes last. */
  readonly #stations = new Map<string, StationState>();
  #waiting = 0;
  #rebuiltTo = 0;
  #isRebuilt = false;

  constructor(options: ReadModelOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#stations.size;
  }

  /** Reads the log to its end. If it fails on the way, the next call goes on from there. */
  async rebuild(): Promise<void> {
    for await (const event of this.#observations({ after: this.#rebuiltTo })) {
      this.#fold(this.#use(event.partitionkey), event);
      this.#rebuiltTo = event.position;
    }
    this.#isRebuilt = true;
  }

  /** @throws {RebuildingError} before the log was read: half the truth would look like all of it */
  extremes(): StationExtremes[] {
    this.#assertRebuilt();
    return [...this.#stations]
      .flatMap(([station, { day }]) => {
        const extremes = day.extremes();
        return extremes === undefined ? [] : [{ station, ...extremes }];
      })
      .toSorted((one, other) => (one.station < other.station ? -1 : 1));
  }

  /** @throws {RebuildingError | OverloadedError | LogUnavailableError} deliver it again later */
  async receive(event: StoredObservationEvent): Promise<Outcome> {
    const { instruments, maxWaiting } = this.#options;
    try {
      this.#assertRebuilt();
      if (this.#waiting >= maxWaiting) throw new OverloadedError('too many observations are in hand');
      this.#waiting++;
      const outcome = await this.#take(event).finally(() => this.#waiting--);
      instruments.received(outcome);
      return outcome;
    } catch (error) {
      instruments.received('failed');
      throw error;
    }
  }

  async #take(event: StoredObservationEvent): Promise<Outcome> {
    const { partitionkey: station, position, previousposition } = event;
    const state = this.#use(station);
    if (position <= state.position) {
      const isLast = position === state.position && event.id === state.id;
      if (isLast || (await this.#logHolds(station, state))) return 'repeat';
      // The log is not the one that this state is of: it was begun anew.
      await this.#refold(station);
      return 'refolded';
    }
    const missed = previousposition > state.position;
    if (missed) await this.#read(state, { station, after: state.position, before: position });
    this.#fold(state, event);
    return missed ? 'caught-up' : 'taken';
  }

  /** Whether the log still has at the state's place what it had when that was folded. */
  async #logHolds(station: string, { position, id }: StationState): Promise<boolean> {
    const { items } = await this.#options.log.observations({ station, after: position - 1, before: position + 1 });
    return items[0]?.id === id;
  }

  async #refold(station: string): Promise<void> {
    const state = nothing();
    await this.#read(state, { station, after: 0 });
    this.#stations.set(station, state);
  }

  async #read(state: StationState, range: Parameters<EventLog['observations']>[0]): Promise<void> {
    for await (const event of this.#observations(range)) this.#fold(state, event);
  }

  /** Page by page. */
  async *#observations(range: Parameters<EventLog['observations']>[0]): AsyncGenerator<StoredObservationEvent> {
    for (let after: number | undefined = range.after; after !== undefined;) {
      const { items, next } = await this.#options.log.observations({ ...range, after });
      yield* items;
      after = next?.after;
    }
  }

  #fold(state: StationState, { position, id, data }: StoredObservationEvent): void {
    const { air_temperature: temperature } = data.result;
    if (temperature !== undefined) state.day.add({ time: data.phenomenonTime, celsius: temperature.value });
    if (position > state.position) Object.assign(state, { position, id });
  }

  #use(station: string): StationState {
    const state = this.#stations.get(station) ?? nothing();
    this.#stations.delete(station);
    this.#stations.set(station, state);
    if (this.#stations.size > this.#options.maxStations) {
      this.#stations.delete(this.#stations.keys().next().value!);
      this.#options.instruments.evicted();
    }
    return state;
  }

  #assertRebuilt(): void {
    if (!this.#isRebuilt) throw new RebuildingError('what was observed so far is being read from the log');
  }
}
