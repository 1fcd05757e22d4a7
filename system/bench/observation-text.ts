import { eventTypes, formatSequence, stationSource } from '@weather/contracts';

/** The JSON of an observation that no other leg publishes; always of the same length. */
export function observationText(leg: string, connection: number, sequence: number): string {
  const station = `bench-${leg}-${String(connection).padStart(3, '0')}`;
  return JSON.stringify({
    specversion: '1.0',
    id: `${station}-${formatSequence(sequence)}`,
    source: stationSource(station),
    type: eventTypes.observation,
    time: '2013-07-01T12:00:00Z',
    partitionkey: station,
    sequence: formatSequence(sequence),
    data: {
      phenomenonTime: '2013-07-01T12:00:00Z',
      station: { id: station, name: 'Bench', latitude: 40.7, longitude: -74.2, elevation: 9 },
      result: {
        air_temperature: { value: 21.5, unit: 'Cel' },
        relative_humidity: { value: 55.2, unit: '%' },
        air_pressure_at_mean_sea_level: { value: 1013.2, unit: 'hPa' },
      },
    },
  });
}
