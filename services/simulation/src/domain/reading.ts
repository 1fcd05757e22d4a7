import type { AnomalyKind, ObservationMode, ObservationResult, Station } from '@weather/contracts';

/** One reading of a series; `time` in milliseconds since 1970. */
export interface Reading {
  sequence: number;
  time: number;
  result: ObservationResult;
  plantedFault?: AnomalyKind;
}

/** All readings of one station, without end. Reading n is the same whether the series is read from 1 or from n. */
export interface Series {
  station: Station;
  /** The readings from `sequence` (1 or greater) on. */
  from(sequence: number): Iterator<Reading, never>;
}

export const hour = 3_600_000;

/** Readings are worked out in blocks of this many; what is random across readings starts anew in each. */
export const blockLength = 512;

/** First sequence of the block that `sequence` lies in. */
export function blockStart(sequence: number): number {
  return sequence - ((sequence - 1) % blockLength);
}

const temperatureSide = [
  'air_temperature',
  'dew_point_temperature',
  'relative_humidity',
  'air_pressure_at_mean_sea_level',
] as const;

/** What a station reports in a mode: all it has, or only air temperature and what explains it. */
export function reported(result: ObservationResult, mode: ObservationMode): ObservationResult {
  if (mode === 'weather') return result;
  const kept: ObservationResult = {};
  for (const property of temperatureSide) {
    const quantity = result[property];
    if (quantity !== undefined) Object.assign(kept, { [property]: quantity });
  }
  return kept;
}
