import type { StoredObservationEvent } from '@weather/contracts';
import type { Model } from './model.ts';
import { resultEvents, type ResultEvent, type Speaker } from './result-events.ts';

/** What became of one observation. A late one has no results. */
export interface Told {
  id: string;
  outcome: 'learnt' | 'late';
  results: readonly ResultEvent[];
}

/** All that is known of one station: what a fold over its part of the log, from the start up to `position`, gives. */
export interface StationState<State> {
  /** Of the last observation in the fold; 0 before the first. */
  position: number;
  /** Id of the observation at `position`. */
  id: string | undefined;
  /** Highest so far. Fixed-width digits, so it orders as text. */
  sequence: string;
  readonly model: State;
  /** By position: what was told of the latest observations, for when one of them is delivered again. */
  readonly recent: Map<number, Told>;
}

/** The log delivers a station's events one by one, so that a repeat is nearly always of the last few. */
const recentLength = 8;

export function initialStation<State>(model: Model<State>): StationState<State> {
  return { position: 0, id: undefined, sequence: '', model: model.initialState(), recent: new Map() };
}

/**
 * Takes the next observation of the log into the state, which it changes in place. A late one (a newer reading came
 * before it in the log) only moves the position, and one that is already in the fold changes nothing: both the same
 * on every replica. If the model throws, its part of the state may be half changed: drop the whole.
 *
 * @returns what to tell; undefined for an observation that is already in the fold
 */
export function fold<State>(
  model: Model<State>,
  state: StationState<State>,
  event: StoredObservationEvent,
  speaker: Speaker,
): Told | undefined {
  const { id, position, sequence } = event;
  if (position <= state.position) return undefined;
  let told: Told = { id, outcome: 'late', results: [] };
  if (sequence > state.sequence) {
    const output = model.learn(state.model, event.data, id);
    told = { id, outcome: 'learnt', results: resultEvents(event, output, speaker) };
    state.sequence = sequence;
  }
  state.position = position;
  state.id = id;
  remember(state, position, told);
  return told;
}

/** Keeps `told` for a while, at the cost of the oldest that was kept. */
export function remember(state: Pick<StationState<unknown>, 'recent'>, position: number, told: Told): void {
  state.recent.set(position, told);
  if (state.recent.size > recentLength) state.recent.delete(state.recent.keys().next().value!);
}
