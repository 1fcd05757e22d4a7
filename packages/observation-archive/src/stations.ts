import type { Station } from '@weather/contracts';

/** The stations whose readings ship with this package: three airports of New York. */
export const archiveStations: readonly Station[] = [
  { id: 'EWR', name: 'Newark', latitude: 40.6925, longitude: -74.1687, elevation: 5 },
  { id: 'JFK', name: 'New York JFK', latitude: 40.6398, longitude: -73.7789, elevation: 4 },
  { id: 'LGA', name: 'New York LaGuardia', latitude: 40.7772, longitude: -73.8726, elevation: 7 },
];

const byId = new Map(archiveStations.map((station) => [station.id, station]));

/**
 * What is known of a station. The file format holds no places, so a station that is not of this archive is put
 * in the middle of the three that are, at sea level: good enough to run a model on a foreign file, not for a map.
 */
export function archiveStation(id: string): Station {
  return byId.get(id) ?? { id, name: id, latitude: 40.7, longitude: -73.94, elevation: 0 };
}
