import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { observationSchema } from '@weather/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archivePath, readObservationFile } from './index.ts';

const header =
  'time,station,air_temperature_Cel,dew_point_temperature_Cel,relative_humidity_percent,air_pressure_at_mean_sea_level_hPa,wind_speed_m_s,wind_from_direction_deg,precipitation_amount_mm,visibility_in_air_m';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weather-archive-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'observations.csv');
  writeFileSync(path, content);
  return path;
}

test('the shipped file holds nine months of three stations, all valid', () => {
  const observations = readObservationFile(archivePath);
  expect(observations).toHaveLength(19_606);
  expect(new Set(observations.map(({ station }) => station.id))).toEqual(new Set(['EWR', 'JFK', 'LGA']));
  expect(observations.at(0)?.phenomenonTime).toBe('2013-01-01T06:00:00Z');
  expect(observations.at(-1)?.phenomenonTime.slice(0, 7)).toMatch(/2013-(09|10)/);
  for (const observation of observations) expect(observationSchema.safeParse(observation).success).toBe(true);
});

test.each([
  ['20.5,,,,,,0,16093', 'clear'],
  ['20.5,,,,,,0,4000', 'mist'],
  ['20.5,,,,,,0,400', 'fog'],
  ['20.5,,,,,,0.3,400', 'drizzle'],
  ['20.5,,,,,,2,', 'rain'],
  ['-2,,,,,,2,400', 'snow'],
  [',,,,,,2,', 'rain'],
])('%s is %s', (cells, word) => {
  const [observation] = readObservationFile(file(`${header}\n2013-01-01T06:00:00Z,EWR,${cells}\n`));
  expect(observation?.result.weather_condition?.word).toBe(word);
});

test('missing values stay missing, and a row of nothing is left out', () => {
  const rows = '2013-01-01T06:00:00Z,X1,20.5,,,,,,,\n2013-01-01T07:00:00Z,X1,,,,,,,,\n';
  expect(readObservationFile(file(gzipSync(`${header}\n${rows}`)))).toEqual([
    {
      phenomenonTime: '2013-01-01T06:00:00Z',
      station: { id: 'X1', name: 'X1', latitude: 0, longitude: 0, elevation: 0 },
      result: { air_temperature: { value: 20.5, unit: 'Cel' } },
    },
  ]);
});

test.each([
  [
    'a value that is none',
    `${header}\n2013-01-01T06:00:00Z,EWR,warm,,,,,,,\n`,
    /line 2, column air_temperature_Cel: must be/,
  ],
  [
    'a value beyond bounds',
    `${header}\n2013-01-01T06:00:00Z,EWR,1,,,,,,,\n2013-01-01T06:00:00Z,EWR,999,,,,,,,\n`,
    /line 3/,
  ],
  ['a time that is none', `${header}\nyesterday,EWR,1,,,,,,,\n`, /line 2, column time: must be an RFC 3339 time/],
  ['another header', 'time,station\n', /the header must name the columns time,station,air_temperature_Cel/],
  ['a short line', `${header}\n2013-01-01T06:00:00Z,EWR\n`, /is not a CSV file with equally long lines/],
  ['broken gzip', Buffer.from([0x1f, 0x8b, 1, 2]), /cannot be read/],
])('%s is refused by its place', (_, content, message) => {
  expect(() => readObservationFile(file(content))).toThrow(message);
});

test('a file that is not there is named', () => {
  expect(() => readObservationFile('/none.csv.gz')).toThrow('/none.csv.gz: there is no such file');
});
