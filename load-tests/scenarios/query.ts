import { check } from 'k6';
import type { Run } from '../lib/run.ts';
import { type Page, bodyOf, get } from '../lib/client.ts';
import { observationOf, stationPrefix } from '../lib/fixtures.ts';

const stored = 120;
const pageLength = 50;

const station = (run: string) => `${stationPrefix(run)}query`;

/** What `query` reads: put there before, so that it is known what must come out. */
export function queriedObservations(run: string): object[] {
  return Array.from({ length: stored }, (_, index) => observationOf(station(run), index + 1));
}

/** One station's readings page by page, to the last; then the newest events of the whole log. */
export function query({ run, messageQueueUrl }: Run): void {
  const ids: string[] = [];
  let after: number | undefined = 0;
  while (after !== undefined && ids.length <= stored) {
    const place: string = `station=${station(run)}&after=${after}&limit=${pageLength}`;
    const page: Page | undefined = bodyOf(get(`${messageQueueUrl}/api/v1/observations?${place}`, 'GET observations'));
    ids.push(...(page?.items ?? []).map(({ id }) => id));
    after = page?.next?.after;
  }
  check(ids, { 'each reading once, in order': () => ids.length === stored && ids.every(isAtItsPlace(run)) });

  const newest = bodyOf<Page>(get(`${messageQueueUrl}/api/v1/events?order=desc&limit=100`, 'GET events'));
  const positions = newest?.items.map(({ position }) => position) ?? [];
  check(positions, {
    'newest events first': () =>
      positions.length === 100 && positions.every((position, index) => index === 0 || position < positions[index - 1]!),
  });
}

const isAtItsPlace = (run: string) => (id: string, index: number) => id === observationOf(station(run), index + 1).id;
