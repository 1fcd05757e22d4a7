import { eventTypes, formatSequence, type Observation, type ObservationEvent, stationSource } from '@weather/contracts';
import {
  archivePath,
  archiveStations,
  type ObservationRow,
  observationFromRow,
  readObservationFile,
} from '@weather/observation-archive';
import { createRandom } from '../../statistics/index.ts';

/** Neither model was fitted on what was measured from here on. */
const heldOutFrom = '2013-07-01T00:00:00Z';

const hourMs = 3_600_000;

/**
 * Real observations that neither model has seen: stretches of the held-out months, each as a station of its own, so that
 * a run disturbs neither the page's stations nor another run's. In the order of time, all stations side by side.
 *
 * @param stretches how many stations to make
 * @param hours of each
 */
export async function heldOutObservations(
  run: string,
  seed: number,
  { stretches, hours }: { stretches: number; hours: number },
): Promise<ObservationEvent[]> {
  const rows = (await readObservationFile(archivePath)).filter(({ time }) => time >= heldOutFrom);
  const random = createRandom(seed);
  const stations = Array.from({ length: stretches }, (_, index) => {
    const { id } = archiveStations[index % archiveStations.length]!;
    const own = rows.filter(({ station }) => station === id);
    return stretchOf(own, hours, random).map((row, hour) => eventOf(`lab-${run}-${index + 1}`, hour + 1, row));
  });
  return Array.from({ length: hours }, (_, hour) => stations.flatMap((events) => events[hour] ?? [])).flat();
}

function stretchOf(rows: readonly ObservationRow[], hours: number, random: () => number): ObservationRow[] {
  const start = Math.floor(random() * (rows.length - hours));
  return rows.slice(start, start + hours).filter((row) => row.air_temperature_Cel !== undefined);
}

function eventOf(id: string, sequence: number, row: ObservationRow): ObservationEvent {
  const { result, station, phenomenonTime }: Observation = observationFromRow(row);
  return {
    specversion: '1.0',
    id: `${id}-${sequence}`,
    type: eventTypes.observation,
    source: stationSource(id),
    time: phenomenonTime,
    datacontenttype: 'application/json',
    partitionkey: id,
    sequence: formatSequence(sequence),
    data: { phenomenonTime, station: { ...station, id, name: `${station.name} (lab)` }, result },
  };
}

/** What was measured, by station and time: what a forecast is held against. In Cel. */
export function measured(events: readonly ObservationEvent[]): Map<string, number> {
  return new Map(
    events.flatMap(({ partitionkey, data }) => {
      const value = data.result.air_temperature?.value;
      return value === undefined
        ? []
        : [[`${partitionkey} ${Date.parse(data.phenomenonTime) / hourMs}`, value] as const];
    }),
  );
}

/** The key under which `measured` holds a station's temperature at a time. */
export const measuredKey = (station: string, time: string) => `${station} ${Date.parse(time) / hourMs}`;
