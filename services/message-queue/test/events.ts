import { eventTypes, formatSequence, stationSource, type ObservationEvent } from '@weather/contracts';

/** A valid observation of a station; `sequence` also makes its id and its time. */
export function observation(station: string, sequence: number, temperature = 20): ObservationEvent {
  const time = new Date(Date.UTC(2013, 6, 1) + sequence * 3_600_000).toISOString();
  return {
    specversion: '1.0',
    id: `${station}-${formatSequence(sequence)}`,
    source: stationSource(station),
    type: eventTypes.observation,
    time,
    datacontenttype: 'application/json',
    partitionkey: station,
    sequence: formatSequence(sequence),
    data: {
      phenomenonTime: time,
      station: { id: station, name: `Station ${station}`, latitude: 40.7, longitude: -74.2, elevation: 9 },
      result: { air_temperature: { value: temperature, unit: 'Cel' } },
    },
  };
}
