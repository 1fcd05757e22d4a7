import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Observation, ObservationResult } from '@weather/contracts';
import { CsvError, parse } from 'csv-parse/sync';
import { type ArchiveRow, archiveColumns, archiveRowSchema } from './archive-row.ts';
import { stationOf } from './stations.ts';
import { weatherConditionOfRow } from './weather-condition-of-row.ts';

/** A file that is not in the format of the shipped one; the message names the file, the line and the column. */
export class ObservationFileError extends Error {
  override name = 'ObservationFileError';
}

/**
 * Reads a CSV file of hourly observations, plain or gzipped, with the shipped file's columns.
 * @returns observations in the order of the file; a row without any value is left out
 * @throws ObservationFileError
 */
export function readObservationFile(path: string): Observation[] {
  return parseCsv(path)
    .map((record, index) => observationOf(readRow(record, `${path}, line ${index + 2}`)))
    .filter((observation) => Object.keys(observation.result).length > 0);
}

function parseCsv(path: string): Record<string, string>[] {
  try {
    const bytes = readFileSync(path);
    const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    return parse(text, { columns: (header: string[]) => checkedHeader(header, path), bom: true });
  } catch (error) {
    if (error instanceof ObservationFileError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ObservationFileError(`${path}: there is no such file`);
    const what = error instanceof CsvError ? 'is not a CSV file with equally long lines' : 'cannot be read';
    throw new ObservationFileError(`${path} ${what}: ${message}`, { cause: error });
  }
}

function checkedHeader(header: string[], path: string): string[] {
  if (header.length === archiveColumns.length && archiveColumns.every((column) => header.includes(column))) {
    return header;
  }
  throw new ObservationFileError(`${path}: the header must name the columns ${archiveColumns.join(',')}`);
}

function readRow(record: Record<string, string>, place: string): ArchiveRow {
  const { success, data, error } = archiveRowSchema.safeParse(record);
  if (success) return data;
  const [issue] = error.issues;
  throw new ObservationFileError(`${place}, column ${issue?.path.join('.')}: ${issue?.message}`);
}

function quantity<Unit extends string>(value: number | undefined, unit: Unit) {
  return value === undefined ? undefined : { value, unit };
}

function observationOf(row: ArchiveRow): Observation {
  const measured = {
    air_temperature: quantity(row.air_temperature_Cel, 'Cel'),
    dew_point_temperature: quantity(row.dew_point_temperature_Cel, 'Cel'),
    relative_humidity: quantity(row.relative_humidity_percent, '%'),
    air_pressure_at_mean_sea_level: quantity(row.air_pressure_at_mean_sea_level_hPa, 'hPa'),
    wind_speed: quantity(row.wind_speed_m_s, 'm/s'),
    wind_from_direction: quantity(row.wind_from_direction_deg, 'deg'),
    precipitation_amount: quantity(row.precipitation_amount_mm, 'mm'),
    visibility_in_air: quantity(row.visibility_in_air_m, 'm'),
    weather_condition: weatherConditionOfRow(row),
  };
  const result = Object.fromEntries(Object.entries(measured).filter(([, value]) => value !== undefined));
  return { phenomenonTime: row.time, station: stationOf(row.station), result: result as ObservationResult };
}
