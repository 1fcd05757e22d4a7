import type { ObservationEvent, StoredObservationEvent } from '@weather/contracts';
import type { Model } from '../../services/machine-learning/src/domain/model.ts';
import type { ResultEvent } from '../../services/machine-learning/src/domain/result-events.ts';
import { fold, initialStation } from '../../services/machine-learning/src/domain/station-fold.ts';
import { createModelV1 } from '../../services/machine-learning/src/domain/v1/model-v1.ts';
import { createModelV2 } from '../../services/machine-learning/src/domain/v2/model-v2.ts';
import { observationEvent } from '../../services/simulation/src/domain/observation-event.ts';
import { syntheticSeries } from '../../services/simulation/src/domain/synthetic-series.ts';
import { syntheticStations } from '../../services/simulation/src/domain/synthetic-stations.ts';

/** Ids of the first stations of a seed. */
export const stationsOf = (seed: number, count: number) => syntheticStations(seed, count).map(({ id }) => id);

/** The stations of one simulation call, and the first `count` observations of each, as its seed determines them. */
export function expectedObservations(seed: number, stations: number) {
  const series = syntheticStations(seed, stations).map((station) => syntheticSeries(seed, station, 'weather'));
  return new Map(
    series.map((one) => [
      one.station.id,
      (count: number): ObservationEvent[] => {
        const readings = one.from(1);
        return Array.from({ length: count }, () => observationEvent(one.station, readings.next().value));
      },
    ]),
  );
}

/** The services' own models with their default detectors, which is what the manifests deploy. */
const models: Record<string, () => Model<unknown>> = {
  v1: () => createModelV1({ anomalyDetector: 'zscore', anomalyPercentage: 5 }),
  v2: () => createModelV2(),
};

/**
 * What one replica would have published that got these observations (of one station or many, in the order of the log)
 * each once and in order.
 *
 * @param model `v1` or `v2`, and the version that it tells
 */
export function expectedResults(
  observations: readonly StoredObservationEvent[],
  model: { name: 'v1' | 'v2'; version: string },
): ResultEvent[] {
  const fresh = models[model.name]!();
  return [...Map.groupBy(observations, ({ partitionkey }) => partitionkey).values()].flatMap((events) => {
    const state = initialStation(fresh);
    return events.flatMap((event) => fold(fresh, state, event, { model, servedBy: 'expected' })?.results ?? []);
  });
}
