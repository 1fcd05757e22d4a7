import { performSimulationQuerySchema } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { chosenSeries, seedOf, StationsError } from './chosen-series.ts';
import { syntheticStations } from './synthetic-stations.ts';

const archive = syntheticStations(0, 3).map((station, at) => ({
  station: { ...station, id: ['EWR', 'JFK', 'LGA'][at]! },
  readings: [{ time: 0, result: { air_temperature: { value: 1, unit: 'Cel' as const } } }],
}));

function chosen(parameters: Record<string, string>): string[] {
  const query = performSimulationQuerySchema.parse({ duration: '1000', type: 'weather', ...parameters });
  return chosenSeries(query, seedOf(query) ?? 77, archive).map(({ station }) => station.id);
}

describe('stations of a simulation', () => {
  test('are one per thread, or all of the archive, if none are asked for', () => {
    expect(chosen({ threads: '2' })).toEqual(['synthetic-77-1', 'synthetic-77-2']);
    expect(chosen({ source: 'replay' })).toEqual(['EWR', 'JFK', 'LGA']);
  });

  test('are as many as asked, or those named, each once', () => {
    expect(chosen({ stations: '3', seed: '5' })).toEqual(['synthetic-5-1', 'synthetic-5-2', 'synthetic-5-3']);
    expect(chosen({ source: 'replay', stations: 'LGA,EWR,LGA' })).toEqual(['LGA', 'EWR']);
  });

  test('bring their seed along in their ids', () => {
    expect(chosen({ stations: 'synthetic-9-4,synthetic-9-500' })).toEqual(['synthetic-9-4', 'synthetic-9-500']);
  });

  test.each([
    [{ source: 'replay', stations: '4' }, 'only 3 stations: the stations of a replay are EWR, JFK, LGA'],
    [{ source: 'replay', stations: 'JFK,BOS' }, 'no station BOS: the stations of a replay are EWR, JFK, LGA'],
    [
      { stations: 'rooftop' },
      'no station rooftop: synthetic stations are called synthetic-<seed>-<n>, with n from 1 to 500',
    ],
    [
      { stations: 'synthetic-9-1', seed: '8' },
      'no station synthetic-9-1: synthetic stations are called synthetic-8-<n>',
    ],
    [
      { stations: 'synthetic-9-1,synthetic-8-1' },
      'no station synthetic-8-1: synthetic stations are called synthetic-<seed>-<n>, with n from 1 to 500, all of one seed',
    ],
    [{ stations: 'synthetic-9-501' }, 'no station synthetic-9-501'],
    [{ stations: 'synthetic-9999999999-1' }, 'no station'],
  ])('are refused with a reason when %j', (parameters, reason) => {
    expect(() => chosen(parameters)).toThrow(StationsError);
    expect(() => chosen(parameters)).toThrow(reason);
  });
});
