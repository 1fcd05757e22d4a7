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
      ? pickArchived(query, archive).map(({ station, readings }) => replaySeries(station, readings, query.type))
      : pickSynthetic(query, seed).map((station) => syntheticSeries(seed, station, query.type));
  return query.faults > 0 ? series.map((honest) => withFaults(honest, seed, query.faults)) : series;
}

function pickArchived({ stations }: PerformSimulationQuery, archive: readonly ArchivedStation[]): ArchivedStation[] {
  const ids = archive.map(({ station }) => station.id).join(', ');
  return pick(stations ?? String(archive.length), archive, {
    idOf: ({ station }) => station.id,
    offer: `the stations of a replay are ${ids}`,
  });
}

function pickSynthetic({ stations, threads, seed: asked }: PerformSimulationQuery, seed: number): Station[] {
  // A seed that was drawn is nothing to name: nobody can have meant it.
  const ids = asked === undefined ? 'synthetic-<seed>-<n>' : `synthetic-${asked}-<n>`;
  return pick(stations ?? String(threads), syntheticStations(seed, mostSyntheticStations), {
    idOf: ({ id }) => id,
    offer: `synthetic stations are called ${ids}, with n from 1 to ${mostSyntheticStations}, all of one seed`,
  });
}

/** The first so many, or those whose ids are listed; `offer` tells who asks for others what there is. */
function pick<T>(asked: string, all: readonly T[], { idOf, offer }: { idOf(item: T): string; offer: string }): T[] {
  if (/^[0-9]+$/.test(asked)) {
    if (Number(asked) > all.length) throw new StationsError(`there are only ${all.length} stations: ${offer}`);
    return all.slice(0, Number(asked));
  }
  return [...new Set(asked.split(','))].map((id) => {
    const found = all.find((item) => idOf(item) === id);
    if (found) return found;
    throw new StationsError(`there is no station ${id}: ${offer}`);
  });
}
