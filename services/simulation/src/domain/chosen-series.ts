import type { PerformSimulationQuery, Station } from '@weather/contracts';
import { withFaults } from './faults.ts';
import type { Series } from './reading.ts';
import { replaySeries, type ArchivedReading } from './replay-series.ts';
import { syntheticSeries } from './synthetic-series.ts';
import { mostSyntheticStations, syntheticStations } from './synthetic-stations.ts';

export interface ArchivedStation {
  station: Station;
  readings: readonly ArchivedReading[];
}

/** Thrown when `stations` asks for what there is not; the message says what there is. */
export class StationsError extends Error {
  override name = 'StationsError';
}

/** The seed that a query names: outright, or in the ids of synthetic stations. */
export function seedOf(query: PerformSimulationQuery): number | undefined {
  if (query.seed !== undefined || query.source === 'replay') return query.seed;
  const named = query.stations?.match(/^synthetic-([0-9]{1,10})-/)?.[1];
  return named !== undefined && Number(named) < 2 ** 32 ? Number(named) : undefined;
}

/**
 * The series of the stations that a query asks for, faults planted.
 *
 * @throws {StationsError}
 */
export function chosenSeries(
  query: PerformSimulationQuery,
  seed: number,
  archive: readonly ArchivedStation[],
): Series[] {
  const series =
    query.source === 'replay'
      ? pick(query, archive, ({ station }) => station.id, archive.length).map(({ station, readings }) =>
          replaySeries(station, readings, query.type),
        )
      : pick(query, syntheticStations(seed, mostSyntheticStations), ({ id }) => id, query.threads).map((station) =>
          syntheticSeries(seed, station, query.type),
        );
  return query.faults > 0 ? series.map((honest) => withFaults(honest, seed, query.faults)) : series;
}

/** The first so many, or those whose ids are listed, or the first `otherwise` of them. */
function pick<T>(
  query: PerformSimulationQuery,
  offered: readonly T[],
  idOf: (item: T) => string,
  otherwise: number,
): T[] {
  const asked = query.stations ?? String(otherwise);
  if (/^[0-9]+$/.test(asked)) {
    if (Number(asked) > offered.length)
      throw new StationsError(
        `there are ${offered.length} stations to ${query.source === 'replay' ? 'replay' : 'make up'}`,
      );
    return offered.slice(0, Number(asked));
  }
  return [...new Set(asked.split(','))].map((id) => {
    const found = offered.find((item) => idOf(item) === id);
    if (found) return found;
    const first = idOf(offered[0]!);
    const last = idOf(offered.at(-1)!);
    throw new StationsError(`there is no station ${id}; with this source and seed there are ${first} to ${last}`);
  });
}
