import {
  eventTypes,
  formatSequence,
  observationsPageSchema,
  observationsPath,
  stationSource,
  type ObservationEvent,
  type ObservationResult,
  type Station,
} from '@weather/contracts';
import { Failure } from '../failure.ts';
import { ask, type Peer } from './http.ts';

export interface ObservationDraft {
  station: Partial<Station> & Pick<Station, 'id'>;
  time: string;
  result: ObservationResult;
  sequence?: number | undefined;
  id?: string | undefined;
}

/**
 * A draft made whole: place and name of the station, and the sequence after its last, are looked up unless given.
 *
 * @throws {Failure} when the station is new and the draft does not say where it is
 */
export async function nextObservation(peer: Peer, draft: ObservationDraft): Promise<ObservationEvent> {
  const { id } = draft.station;
  const { items } = await ask(peer, {
    path: observationsPath,
    query: { station: id, order: 'desc', limit: 1 },
    schema: observationsPageSchema,
  });
  const last = items[0];
  const sequence = draft.sequence ?? Number(last?.sequence ?? 0) + 1;
  const { latitude, longitude } = { ...last?.data.station, ...draft.station };
  if (latitude === undefined || longitude === undefined) {
    throw new Failure(`station ${id} is new`, { exitCode: 2, hint: 'say where it is with --latitude and --longitude' });
  }
  const station: Station = { name: id, elevation: 0, ...last?.data.station, ...draft.station, latitude, longitude };
  return {
    specversion: '1.0',
    id: draft.id ?? `${id}-${sequence}`,
    type: eventTypes.observation,
    source: stationSource(id),
    time: draft.time,
    datacontenttype: 'application/json',
    partitionkey: id,
    sequence: formatSequence(sequence),
    data: { phenomenonTime: draft.time, station, result: draft.result },
  };
}
