import { archiveStations } from '@weather/observation-archive';
import { simulationRequestSchema } from '@weather/contracts';
import { expect, test } from 'vitest';
import { replayStations, requestOf, stationsFault } from './simulation-request.ts';

const filled = { type: 'weather', source: 'replay', stations: '', pace: 'rate', amount: '5', seconds: '60' };

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  const all = { ...filled, threads: '2', faults: '1', seed: '', ...fields };
  for (const [name, value] of Object.entries(all)) data.set(name, value);
  return data;
}

test('the page knows the stations that the archive has', () => {
  expect(replayStations).toEqual(archiveStations.map(({ id }) => id));
});

test.each([
  ['replay', '3', ''],
  ['replay', 'JFK, LGA', ''],
  ['replay', '4', 'Only 3 stations can be replayed: EWR, JFK, LGA.'],
  ['replay', 'JFK,XXX', 'No station “XXX” to replay; there are EWR, JFK, LGA.'],
  ['synthetic', '500', ''],
  ['synthetic', 'synthetic-7-1,synthetic-7-2', ''],
  ['synthetic', '501', 'Stations: a number from 1 to 500.'],
  ['synthetic', 'synthetic-7-501', 'No station “synthetic-7-501”: give a number, or ids such as synthetic-7-1.'],
  ['synthetic', 'JFK', 'JFK is a station of the replay: choose it as the source.'],
])('%s of %s: %s', (source, stations, fault) => {
  expect(stationsFault(form({ source, stations }))).toBe(fault);
});

test('what the form sends is what the server takes; a replay goes on after what is stored', () => {
  const replay = simulationRequestSchema.parse(requestOf(form({ stations: 'JFK, LGA' })));
  expect(replay).toMatchObject({ duration: 60_000, rate: 5, faults: 0.01, stations: 'JFK,LGA', resume: true });
  expect(simulationRequestSchema.parse(requestOf(form({ source: 'synthetic', seed: '9' })))).toMatchObject({
    resume: false,
    seed: 9,
  });
});
