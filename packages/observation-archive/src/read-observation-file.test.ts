import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { observationSchema } from '@weather/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archivePath, observationColumns, observationFromRow, readObservationFile } from './index.ts';
import type { ObservationRow } from './index.ts';

const header = observationColumns.join(',');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'observations-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function readText(text: string | Buffer): Promise<ObservationRow[]> {
  const path = join(folder, 'file.csv');
  await writeFile(path, text);
  return readObservationFile(path);
}

describe('the shipped archive', () => {
  it('holds valid observations of three stations, in order of time', async () => {
    const rows = await readObservationFile(archivePath);
    expect(rows).toHaveLength(19_606);
    expect(new Set(rows.map((row) => row.station))).toEqual(new Set(['EWR', 'JFK', 'LGA']));
    const observations = rows.map(observationFromRow);
    expect(observations.filter((observation) => !observationSchema.safeParse(observation).success)).toEqual([]);
    expect(rows.every((row, index) => index === 0 || rows[index - 1]!.time <= row.time)).toBe(true);
  });
});

describe('readObservationFile', () => {
  it('reads plain CSV and gzip, and leaves missing values away', async () => {
    const text = `${header}\n2013-01-01T06:00:00Z,XYZ,-3.9,,59.4,,4.6,270,0,\n`;
    for (const content of [text, gzipSync(text)]) {
      const rows = await readText(content);
      expect(observationFromRow(rows[0]!)).toEqual({
        phenomenonTime: '2013-01-01T06:00:00Z',
        station: { id: 'XYZ', name: 'XYZ', latitude: 40.7, longitude: -73.94, elevation: 0 },
        result: {
          air_temperature: { value: -3.9, unit: 'Cel' },
          relative_humidity: { value: 59.4, unit: '%' },
          wind_speed: { value: 4.6, unit: 'm/s' },
          wind_from_direction: { value: 270, unit: 'deg' },
          precipitation_amount: { value: 0, unit: 'mm' },
          weather_condition: { code: 0, word: 'clear' },
        },
      });
    }
  });

  it.each([
    ['another header', 'a,b\n1,2\n', /line 1: the header must be time,station/],
    ['an empty file', '', /line 1: the header must be/],
    ['a missing field', `${header}\n2013-01-01T06:00:00Z,EWR\n`, /line 2: has 2 fields, must have 10/],
    ['a bad time', `${header}\nyesterday,EWR,,,,,,,,\n`, /line 2, column time: must be a time in UTC/],
    ['a bad number', `${header}\n2013-01-01T06:00:00Z,EWR,NaN,,,,,,,\n`, /line 2, column air_temperature_Cel/],
    ['a value out of range', `${header}\n2013-01-01T06:00:00Z,EWR,1,,,,,361,,\n`, /column wind_from_direction_deg/],
    ['an unclosed quote', `${header}\n"2013\n`, /is not CSV/],
  ])('says where %s is', async (_, text, message) => {
    await expect(readText(text)).rejects.toThrow(message);
  });

  it('says that a file is missing or damaged', async () => {
    await expect(readObservationFile(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv cannot be read.*ENOENT/);
    await expect(readText(gzipSync(header).subarray(0, 20))).rejects.toThrow(/cannot be read/);
  });
});

describe('observationFromRow', () => {
  it.each([
    [{ precipitation_amount_mm: 0.3, air_temperature_Cel: 0.5 }, 'snow'],
    [{ precipitation_amount_mm: 0.3, air_temperature_Cel: 0.6 }, 'drizzle'],
    [{ precipitation_amount_mm: 0.8, air_temperature_Cel: 9, visibility_in_air_m: 500 }, 'rain'],
    [{ precipitation_amount_mm: 0, visibility_in_air_m: 999 }, 'fog'],
    [{ precipitation_amount_mm: 0, visibility_in_air_m: 1000 }, 'mist'],
    [{ precipitation_amount_mm: 0, visibility_in_air_m: 5000 }, 'clear'],
    [{ air_temperature_Cel: 5 }, undefined],
  ])('derives the condition of %o', (fields, word) => {
    const row = { time: '2013-01-01T06:00:00Z', station: 'EWR', ...fields } as ObservationRow;
    expect(observationFromRow(row).result.weather_condition?.word).toBe(word);
  });
});
