import { eventTypes, formatSequence, stationSource, type ObservationEvent, type Station } from '@weather/contracts';
import type { Reading } from './reading.ts';

/** A reading as the event that goes out. Keys have a fixed order, so the same reading gives the same bytes. */
export function observationEvent(station: Station, reading: Reading): ObservationEvent {
  const time = `${new Date(reading.time).toISOString().slice(0, 19)}Z`;
  return {
    specversion: '1.0',
    id: `${station.id}-${reading.sequence}`,
    type: eventTypes.observation,
    source: stationSource(station.id),
    time,
    datacontenttype: 'application/json',
    partitionkey: station.id,
    sequence: formatSequence(reading.sequence),
    data: {
      phenomenonTime: time,
      station,
      result: reading.result,
      ...(reading.plantedFault && { plantedFault: reading.plantedFault }),
    },
  };
}
