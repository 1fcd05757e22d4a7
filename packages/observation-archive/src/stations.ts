import type { Station } from '@weather/contracts';

/** The stations of the shipped file. Places from the Federal Aviation Administration's airport data. */
const stations: Record<string, Station> = {
  EWR: { id: 'EWR', name: 'Newark', latitude: 40.6925, longitude: -74.1687, elevation: 5 },
  JFK: { id: 'JFK', name: 'New York JFK', latitude: 40.6398, longitude: -73.7789, elevation: 4 },
  LGA: { id: 'LGA', name: 'LaGuardia', latitude: 40.7772, longitude: -73.8726, elevation: 7 },
};

/**
 * The station of that id. A file may hold others than the shipped one does; of those nothing but the id is
 * known, and they are put at 0° N 0° E.
 */
export function stationOf(id: string): Station {
  return stations[id] ?? { id, name: id, latitude: 0, longitude: 0, elevation: 0 };
}
