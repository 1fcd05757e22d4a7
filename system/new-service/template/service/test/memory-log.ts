import {
  type ObservationsPage,
  type StoredObservationEvent,
  eventTypes,
  formatSequence,
  stationSource,
} from '@weather/contracts';
import { LogUnavailableError } from '../src/domain/errors.ts';
import type { EventLog } from '../src/domain/ports.ts';

/** A log in memory, which gives positions and pages as message-queue does. */
export class MemoryLog implements EventLog {
  isAway = false;
  pagesRead = 0;
  readonly #stored: StoredObservationEvent[] = [];

  /** Stores the reading that a station makes `hour` hours after New Year 2013; other events have places, too. */
  append(station: string, hour: number, celsius: number): StoredObservationEvent {
    const previous = this.#stored.findLast(({ partitionkey }) => partitionkey === station);
    const time = new Date(Date.UTC(2013, 0, 1, hour)).toISOString();
    const stored: StoredObservationEvent = {
      specversion: '1.0',
      type: eventTypes.observation,
      source: stationSource(station),
      id: `${station}-${hour}`,
      time,
      partitionkey: station,
      sequence: formatSequence(hour),
      position: (this.#stored.at(-1)?.position ?? 0) + 2,
      previousposition: previous?.position ?? 0,
      data: {
        phenomenonTime: time,
        station: { id: station, name: station, latitude: 40, longitude: -74, elevation: 5 },
        result: { air_temperature: { value: celsius, unit: 'Cel' } },
      },
    };
    this.#stored.push(stored);
    return stored;
  }

  async observations({
    station,
    after,
    before = Infinity,
  }: Parameters<EventLog['observations']>[0]): Promise<ObservationsPage> {
    if (this.isAway) throw new LogUnavailableError('message-queue: not now', { retryAfterMs: 6500 });
    this.pagesRead++;
    const isAsked = (event: StoredObservationEvent) => station === undefined || event.partitionkey === station;
    const all = this.#stored.filter((event) => isAsked(event) && event.position > after && event.position < before);
    const items = all.slice(0, 3);
    return { items, next: all.length > items.length ? { after: items.at(-1)!.position } : null };
  }
}
