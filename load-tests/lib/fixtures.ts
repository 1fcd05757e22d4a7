import type { ObservationEvent } from '../../packages/contracts/src/index.ts';
// k6 resolves no packages. This file imports nothing but types, which k6 strips, so that it can be read as it is.
import { observationEvent } from '../../packages/contracts/fixtures/events.ts';

export const forecastEventType = 'weather.forecast.made.v1';
export const anomalyEventType = 'weather.anomaly.detected.v1';

const firstHour = Date.parse('2026-01-01T00:00:00Z');
const hour = 3_600_000;

/** What a run calls its stations: no other run has the same names. */
export const stationPrefix = (run: string) => `load-${run}-`;

const celsius = (value: number) => ({ value: Math.round(value * 10) / 10, unit: 'Cel' as const });

/**
 * The `sequence`th hourly reading of a made-up station, from the contracts' fixture: a day's wave of temperature
 * with the dew point below it. The same arguments give the same event.
 */
export function observationOf(station: string, sequence: number): ObservationEvent {
  const digits = String(sequence).padStart(12, '0');
  const time = new Date(firstHour + (sequence - 1) * hour).toISOString();
  const temperature = 12 + 6 * Math.sin((sequence / 12) * Math.PI) + ((sequence * 7919) % 11) / 10;
  return {
    ...observationEvent,
    source: `/stations/${station}`,
    id: `${station}-${digits}`,
    time,
    partitionkey: station,
    sequence: digits,
    data: {
      phenomenonTime: time,
      station: { ...observationEvent.data.station, id: station, name: station },
      result: {
        ...observationEvent.data.result,
        air_temperature: celsius(temperature),
        dew_point_temperature: celsius(temperature - 5),
      },
    },
  };
}

/** A simulation's seed: its stations' names are made from it, so it must differ from iteration to iteration and run to run. */
export function seedOf(run: string, iteration: number): number {
  let hash = 2_166_136_261;
  for (const letter of run) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  return (hash + iteration) >>> 0;
}
