import { type ObservationEvent, eventTypes, formatSequence, stationSource } from '@weather/contracts';

/** A valid observation of a station, an hour after the one before. */
export function observationEvent(counter: number, { station = 'test', temperature = 20 } = {}): ObservationEvent {
  const time = new Date(Date.UTC(2013, 6, 1) + counter * 3_600_000).toISOString();
  return {
    specversion: '1.0',
    type: eventTypes.observation,
    source: stationSource(station),
    id: `${station}-${formatSequence(counter)}`,
    time,
    partitionkey: station,
    sequence: formatSequence(counter),
    data: {
      phenomenonTime: time,
      station: { id: station, name: 'Test', latitude: 40.7, longitude: -74, elevation: 5 },
      result: { air_temperature: { value: temperature, unit: 'Cel' } },
    },
  };
}
