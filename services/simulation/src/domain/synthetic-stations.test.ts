import { stationSchema } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { mostSyntheticStations, syntheticStations } from './synthetic-stations.ts';

describe('synthetic stations', () => {
  test('lie around New York, apart from each other, each with a name of its own', () => {
    const stations = syntheticStations(5, mostSyntheticStations);
    expect(new Set(stations.map(({ name }) => name)).size).toBe(500);
    for (const station of stations) {
      expect(stationSchema.safeParse(station).error).toBeUndefined();
      expect(station.latitude).toBeGreaterThanOrEqual(40);
      expect(station.latitude).toBeLessThanOrEqual(41.5);
      expect(station.longitude).toBeGreaterThanOrEqual(-75);
      expect(station.longitude).toBeLessThanOrEqual(-72.5);
    }
    for (const [at, a] of stations.entries()) {
      const nearest = stations
        .slice(at + 1)
        .reduce((gap, b) => Math.min(gap, Math.hypot(a.latitude - b.latitude, a.longitude - b.longitude)), Infinity);
      expect(nearest).toBeGreaterThan(0.02);
    }
  });

  test('are the same however many are asked for, and others for another seed', () => {
    expect(syntheticStations(5, 3)).toEqual(syntheticStations(5, 40).slice(0, 3));
    expect(syntheticStations(6, 1)[0]).not.toEqual(syntheticStations(5, 1)[0]);
  });
});
