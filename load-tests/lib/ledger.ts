import { Counter } from 'k6/metrics';
import type { Run } from './run.ts';
import { type Page, bodyOf, get, patiently } from './client.ts';
import { stationPrefix } from './fixtures.ts';

const found = new Counter('events_found');

/** Counts this run's observations in the log, so that they can be held against what was acknowledged. */
export function countStored({ run, messageQueueUrl, position }: Run): void {
  const prefix = stationPrefix(run);
  let after: number | undefined = position;
  while (after !== undefined) {
    const url: string = `${messageQueueUrl}/api/v1/observations?after=${after}&limit=1000`;
    const page: Page | undefined = patiently((): Page | undefined => bodyOf(get(url, 'GET observations (count)')));
    if (page === undefined) throw new Error('message-queue cannot be read after the run');
    found.add(page.items.filter(({ partitionkey }) => partitionkey.startsWith(prefix)).length);
    after = page.next?.after;
  }
}
