import type { StoredObservationEvent } from '@weather/contracts';
import type { Model } from '../src/domain/model.ts';
import { resultEvents, type ResultEvent, type Speaker } from '../src/domain/result-events.ts';

export const speaker = { model: { name: 'v1', version: 'test' }, servedBy: 'reference' } as const;

/** What is right, in the plainest words: learn each station's readings in the order of the log, but for late ones. */
export function rightResults<State>(
  model: Model<State>,
  log: readonly StoredObservationEvent[],
  who: Speaker = speaker,
): ResultEvent[] {
  const stations = Map.groupBy(log, ({ partitionkey }) => partitionkey);
  return [...stations.values()].flatMap((events) => {
    const state = model.initialState();
    const inTime = events.filter(({ sequence }, index) =>
      events.slice(0, index).every((other) => other.sequence < sequence),
    );
    return inTime.flatMap((event) => resultEvents(event, model.learn(state, event.data, event.id), who));
  });
}
