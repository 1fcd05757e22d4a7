import {
  stationSource,
  formatSequence,
  type ObservationEvent,
  type ObservationsPage,
  type StoredObservationEvent,
} from '@weather/contracts';
import type { EventLog } from '../src/domain/ports.ts';
import type { ResultEvent } from '../src/domain/result-events.ts';

/** Hour `counter` of a station whose temperature no two hours share. */
export function observation(station: string, counter: number): ObservationEvent {
  const time = new Date(Date.UTC(2013, 0, 1, counter)).toISOString();
  return {
    specversion: '1.0',
    type: 'weather.observation.recorded.v1',
    source: stationSource(station),
    id: `${station}-${formatSequence(counter)}`,
    time,
    partitionkey: station,
    sequence: formatSequence(counter),
    data: {
      phenomenonTime: time,
      station: { id: station, name: station, latitude: 40, longitude: -74, elevation: 5 },
      result: { air_temperature: { value: (counter % 1000) / 10, unit: 'Cel' } },
    },
  };
}

/** A log in memory: gives positions and pages as message-queue does, and keeps each (source, id) once. */
export class MemoryLog implements EventLog {
  stored: StoredObservationEvent[] = [];
  readonly results = new Map<string, ResultEvent>();
  readonly pageLength: number;
  pagesRead = 0;
  #position = 0;

  constructor(pageLength = 3) {
    this.pageLength = pageLength;
  }

  append(event: ObservationEvent): StoredObservationEvent {
    const previous = this.stored.findLast(({ partitionkey }) => partitionkey === event.partitionkey);
    // Results have places in the log too.
    this.#position += 1 + (event.id.length % 2);
    const stored = { ...event, position: this.#position, previousposition: previous?.position ?? 0 };
    this.stored.push(stored);
    return stored;
  }

  async observations({ station, after, before }: Parameters<EventLog['observations']>[0]): Promise<ObservationsPage> {
    this.pagesRead++;
    const all = this.stored.filter(
      ({ partitionkey, position }) => partitionkey === station && position > after && position < before,
    );
    const items = all.slice(0, this.pageLength);
    return { items, next: all.length > items.length ? { after: items.at(-1)!.position } : null };
  }

  async publish(results: readonly ResultEvent[]): Promise<void> {
    for (const result of results) {
      const key = `${result.source} ${result.id}`;
      if (!this.results.has(key)) this.results.set(key, result);
    }
  }

  holds(results: readonly ResultEvent[]): boolean {
    return results.every(({ source, id }) => this.results.has(`${source} ${id}`));
  }
}

/** What is to be equal whichever replica said it. */
export function comparable(results: Iterable<ResultEvent>): unknown[] {
  return [...results]
    .map((result) => ({ ...result, servedby: undefined }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
