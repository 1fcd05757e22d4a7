import { check, sleep } from 'k6';
import http, { type RefinedResponse, type ResponseType } from 'k6/http';
import { Counter, Rate } from 'k6/metrics';
import type { StoredEvent } from '../../packages/contracts/src/index.ts';

export type Answer = RefinedResponse<ResponseType | undefined>;

/** What a page of the log looks like; of the events, only what is looked at here. */
export interface Page {
  items: Pick<StoredEvent, 'id' | 'type' | 'partitionkey' | 'position' | 'source'>[];
  next: { after?: number; before?: number } | null;
}

const acknowledged = new Counter('events_acknowledged');
const duplicates = new Counter('events_duplicate');
const turnedAway = new Rate('turned_away');

// 429 with Retry-After is an answer, not a failure: it is counted for itself.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 299 }, 429));

/** @returns the parsed body, or undefined when it is not the JSON of a good answer. */
export function bodyOf<Body>(answer: Answer): Body | undefined {
  if (answer.status < 200 || answer.status > 299) return undefined;
  try {
    return answer.json() as Body;
  } catch {
    return undefined;
  }
}

/**
 * GET, counted under `name`, so that URLs with ids in them are one row in a report. With `absentAtFirst` a 404 is no
 * failure: the caller waits for what it asks for.
 */
export function get(url: string, name: string, { absentAtFirst = false } = {}): Answer {
  const expected = http.expectedStatuses({ min: 200, max: 299 }, ...(absentAtFirst ? [404] : []));
  return http.get(url, { tags: { name, kind: 'quick' }, timeout: '15s', responseCallback: expected });
}

/** Tries a few times, for what is done before and after a run: one failed request must not end it without a verdict. */
export function patiently<Result>(attempt: () => Result | undefined): Result | undefined {
  for (let tries = 1; tries < 6; tries += 1) {
    const result = attempt();
    if (result !== undefined) return result;
    sleep(0.3);
  }
  return attempt();
}

/** POST of events. An acknowledgement must hold for all of them. @returns the last one's position, if acknowledged. */
export function publish(messageQueueUrl: string, events: object[]): number | undefined {
  const batch = events.length > 1;
  const type = batch ? 'application/cloudevents-batch+json' : 'application/cloudevents+json';
  const answer = http.post(`${messageQueueUrl}/api/v1/events`, JSON.stringify(batch ? events : events[0]), {
    headers: { 'content-type': type },
    tags: { name: batch ? 'POST events (batch)' : 'POST events', kind: 'quick' },
    timeout: '15s',
  });
  turnedAway.add(answer.status === 429);
  if (answer.status === 429) {
    check(answer, { 'turned away with Retry-After': ({ headers }) => headers['Retry-After'] !== undefined });
    return undefined;
  }
  const positions = positionsOf(answer, batch);
  check(answer, { 'every event acknowledged': () => positions.length === events.length });
  acknowledged.add(positions.length);
  return positions.at(-1);
}

function positionsOf(answer: Answer, batch: boolean): number[] {
  type Published = { duplicate: boolean; position: number };
  const body = bodyOf<Published & { results: Published[] }>(answer);
  if (body === undefined) return [];
  const published = batch ? body.results : [body];
  duplicates.add(published.filter(({ duplicate }) => duplicate).length);
  return published.map(({ position }) => position);
}
