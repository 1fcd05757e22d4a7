import { type ObservationEvent, eventTypes, formatSequence, stationSource } from '@weather/contracts';

/** An observation as the replay sends it, about 900 bytes of JSON. */
export function benchEvent(id: string, station = 'bench'): ObservationEvent {
  const time = '2013-07-01T12:00:00Z';
  return {
    specversion: '1.0',
    type: eventTypes.observation,
    source: stationSource(station),
    id,
    time,
    datacontenttype: 'application/json',
    partitionkey: station,
    sequence: formatSequence(1),
    data: {
      phenomenonTime: time,
      station: { id: station, name: 'Bench', latitude: 40.7, longitude: -74, elevation: 5 },
      result: {
        air_temperature: { value: 28.3, unit: 'Cel' },
        dew_point_temperature: { value: 17.2, unit: 'Cel' },
        relative_humidity: { value: 51.2, unit: '%' },
        air_pressure_at_mean_sea_level: { value: 1013.2, unit: 'hPa' },
        wind_speed: { value: 4.6, unit: 'm/s' },
        wind_from_direction: { value: 270, unit: 'deg' },
        precipitation_amount: { value: 0, unit: 'mm' },
        visibility_in_air: { value: 16_093, unit: 'm' },
        weather_condition: { code: 0, word: 'clear' },
      },
    },
  };
}
