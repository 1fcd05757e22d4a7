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
const heldOutFrom = Date.parse('2013-07-01T00:00:00Z');

const hourMs = 3_600_000;

/** How the held-out months are cut: each stretch is a station of its own, for a model to learn and to be asked about. */
export const cut = { stretches: 22, hours: 100 };

/**
 * Real observations that neither model has seen. The held-out months are cut into stretches, one after the other; of each
 * one of the airports is drawn. So no hour comes twice, nor at two airports, which lie so near to each other that they have
 * much the same weather. Each stretch is a station of its own, so that a run disturbs neither the page's stations nor
 * another run's. In the order of hours, all stretches side by side.
 */
export async function heldOutObservations(run: string, seed: number): Promise<ObservationEvent[]> {
  const rows = (await readObservationFile(archivePath)).filter(({ time }) => Date.parse(time) >= heldOutFrom);
  const random = createRandom(seed);
  const hoursThere = Math.max(...rows.map(({ time }) => (Date.parse(time) - heldOutFrom) / hourMs)) + 1;
  const first = Math.floor(random() * (hoursThere - cut.stretches * cut.hours + 1));
  const stretches = Array.from({ length: cut.stretches }, (_, index) => {
    const { id } = archiveStations[Math.floor(random() * archiveStations.length)]!;
    const from = heldOutFrom + (first + index * cut.hours) * hourMs;
    return stretchOf(rows, id, from).map((row, hour) => eventOf(`lab-${run}-${index + 1}`, hour + 1, row));
  });
  return Array.from({ length: cut.hours }, (_, hour) => stretches.flatMap((events) => events[hour] ?? [])).flat();
}

const stretchOf = (rows: readonly ObservationRow[], airport: string, from: number): ObservationRow[] =>
  rows.filter(({ station, time, air_temperature_Cel: temperature }) => {
    const after = Date.parse(time) - from;
    return station === airport && temperature !== undefined && after >= 0 && after < cut.hours * hourMs;
  });

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
