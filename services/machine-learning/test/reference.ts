import type { StoredObservationEvent } from '@weather/contracts';
import type { Model } from '../src/domain/model.ts';
import type { ResultEvent } from '../src/domain/result-events.ts';
import { fold, initialStation, type StationState } from '../src/domain/station-fold.ts';

export const speaker = { model: { name: 'v1', version: 'test' }, servedBy: 'reference' } as const;

/** What one replica says that is given each observation once and in order; by the observation's id. */
export function toldByOne<State>(
  model: Model<State>,
  events: readonly StoredObservationEvent[],
): Map<string, readonly ResultEvent[]> {
  const states = new Map<string, StationState<State>>();
  return new Map(
    events.map((event) => {
      const state = states.get(event.partitionkey) ?? initialStation(model);
      states.set(event.partitionkey, state);
      return [event.id, fold(model, state, event, speaker)!.results];
    }),
  );
}
