import type { ReceivedObservationEvent, StoredObservationEvent } from '@weather/contracts';
import { OverloadedError } from './errors.ts';
import type { Model } from './model.ts';
import type { EventLog, Instruments, Outcome } from './ports.ts';
import { RecentlyUsed } from './recently-used.ts';
import { resultEvents, type ResultEvent, type Speaker } from './result-events.ts';
import { fold, initialStation, remember, type StationState, type Told } from './station-fold.ts';
import { createTurns } from './turns.ts';

export interface CoordinatorOptions<State> {
  model: Model<State>;
  speaker: Speaker;
  log: EventLog;
  instruments: Instruments;
  /** Stations in memory; one that was let go is folded again from the log when it comes back. */
  maxStations: number;
  /** Observations in hand at once. */
  maxWaiting: number;
}

export interface Received {
  outcome: Outcome;
  results: readonly ResultEvent[];
}

/**
 * Takes observations in whatever order and number they are delivered, and publishes what a single replica that got
 * each once and in order would. What this replica was not given it reads from the log, and folds without publishing:
 * whoever was given it publishes it, and is asked again until it has.
 */
export class Coordinator<State> {
  readonly #options: CoordinatorOptions<State>;
  readonly #stations: RecentlyUsed<StationState<State>>;
  readonly #inTurn = createTurns();
  #waiting = 0;
  #learnt = 0;
  #caughtUp = 0;

  constructor(options: CoordinatorOptions<State>) {
    this.#options = options;
    const { maxStations, model, instruments } = options;
    this.#stations = new RecentlyUsed(maxStations, () => initialStation(model), instruments.evicted);
  }

  status() {
    return { stations: this.#stations.size, learnt: this.#learnt, caughtUp: this.#caughtUp };
  }

  /**
   * Resolves when the observation's results are in the log, so that the caller may forget it.
   *
   * @throws {OverloadedError | LogUnavailableError} deliver it again later; and whatever the model throws
   */
  async receive(event: ReceivedObservationEvent): Promise<Received> {
    const { instruments } = this.#options;
    try {
      const received = await this.#receive(event);
      instruments.received(received.outcome);
      return received;
    } catch (error) {
      instruments.received('failed');
      throw error;
    }
  }

  async #receive(event: ReceivedObservationEvent): Promise<Received> {
    const { position } = event;
    if (position === undefined) return this.#answer(event);
    if (this.#waiting >= this.#options.maxWaiting) throw new OverloadedError('too many observations are in hand');
    this.#waiting++;
    try {
      // Without a word on what came before it, anything may have.
      const stored = { ...event, position, previousposition: event.previousposition ?? position - 1 };
      const received = await this.#inTurn(event.partitionkey, () => this.#tell(stored));
      await this.#publish(received.results);
      return received;
    } finally {
      this.#waiting--;
    }
  }

  /** For an observation that is not in the log: what the model would say, from what this replica has learnt. */
  #answer(event: ReceivedObservationEvent): Received {
    const { model, speaker } = this.#options;
    const state = this.#stations.peek(event.partitionkey)?.model ?? model.initialState();
    return {
      outcome: 'answered',
      results: resultEvents(event, model.predict(state, event.data, event.id), speaker),
    };
  }

  async #publish(results: readonly ResultEvent[]): Promise<void> {
    if (results.length === 0) return;
    await this.#options.log.publish(results);
    this.#options.instruments.published(results);
  }

  async #tell(event: StoredObservationEvent): Promise<Received> {
    const state = this.#stations.use(event.partitionkey);
    if (event.position > state.position) {
      if (event.previousposition >= state.position) return this.#advance(state, event);
    } else {
      const told = state.recent.get(event.position);
      if (told?.id === event.id) return { outcome: 'repeat', results: told.results };
      if (told === undefined && (await this.#logHolds(state, event.partitionkey))) return this.#tellAgain(state, event);
    }
    // The log is not the one that this state was folded from: it was begun anew, or somebody made up a position.
    this.#stations.delete(event.partitionkey);
    return this.#advance(this.#stations.use(event.partitionkey), event);
  }

  /** Folds what the log has before the event, then the event. */
  async #advance(state: StationState<State>, event: StoredObservationEvent): Promise<Told> {
    await this.#catchUp(state, event);
    return this.#fold(state, event)!;
  }

  /**
   * Page by page up to the event. What the log no longer keeps is passed over. If it fails on the way, the state stands
   * at the last observation that was folded, and the next try goes on from there.
   */
  async #catchUp(state: StationState<State>, event: StoredObservationEvent): Promise<void> {
    const { log, instruments } = this.#options;
    while (state.position < event.previousposition) {
      const { position: after } = state;
      const page = await log.observations({ station: event.partitionkey, after, before: event.position });
      for (const missed of page.items) {
        if (this.#fold(state, missed)?.outcome !== 'learnt') continue;
        this.#caughtUp++;
        instruments.caughtUp();
      }
      if (page.next === null || state.position === after) return;
    }
  }

  #fold(state: StationState<State>, event: StoredObservationEvent): Told | undefined {
    const { model, speaker } = this.#options;
    try {
      const told = fold(model, state, event, speaker);
      if (told?.outcome === 'learnt') this.#learnt++;
      return told;
    } catch (error) {
      // Half changed, it would go on wrong for ever: the log has all that is needed to begin again.
      this.#stations.delete(event.partitionkey);
      throw error;
    }
  }

  /** Whether the log still says of the state's position what it said when it was folded. */
  async #logHolds(state: StationState<State>, station: string): Promise<boolean> {
    const { position, id } = state;
    const { items } = await this.#options.log.observations({ station, after: position - 1, before: position + 1 });
    return items[0]?.id === id;
  }

  /** A repeat of what is no longer remembered: fold the station from the start once more, beside the state. */
  async #tellAgain(state: StationState<State>, event: StoredObservationEvent): Promise<Received> {
    const { results } = await this.#advance(initialStation(this.#options.model), event);
    // The caller may have given up waiting, and will be back for it.
    remember(state, event.position, { id: event.id, outcome: 'learnt', results });
    return { outcome: 'repeat', results };
  }
}
