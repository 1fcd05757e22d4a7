import { eventTypes, type ObservationMode, type WeatherEvent } from '@weather/contracts';
import type { NewEvent } from './event-log.ts';

const nothing: readonly ObservationMode[] = [];

/** What the log keeps of a valid event; its JSON is made here, once, and reused by every reader. */
export function newEvent(event: WeatherEvent, headers?: Readonly<Record<string, string>>): NewEvent {
  return {
    source: event.source,
    id: event.id,
    type: event.type,
    station: event.partitionkey,
    time: Date.parse(event.time),
    measures: event.type === eventTypes.observation ? measuresOf(event.data.result) : nothing,
    body: JSON.stringify(event),
    ...(headers && { headers }),
  };
}

function measuresOf(result: { air_temperature?: unknown; weather_condition?: unknown }): readonly ObservationMode[] {
  const measures: ObservationMode[] = [];
  if (result.air_temperature !== undefined) measures.push('temperature');
  if (result.weather_condition !== undefined) measures.push('weather');
  return measures;
}

/** The JSON that readers get: `body` with the two attributes that only the log knows. */
export function storedText(body: string, position: number, previousPosition: number): string {
  return `${body.slice(0, -1)},"position":${position},"previousposition":${previousPosition}}`;
}
