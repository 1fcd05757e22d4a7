import {
  eventsPageSchema,
  eventsPath,
  eventsQuerySchema,
  eventTypes,
  eventTypeSchema,
  observationsPageSchema,
  observationsPath,
  observationsQuerySchema,
  type EventsQuery,
} from '@weather/contracts';
import type { Server } from '@weather/service-kit';
import type { EventLog, LogRecord, ReadRequest } from '../domain/event-log.ts';
import { sendJsonText } from './json-text.ts';

/** GET /api/v1/events and /api/v1/observations: pages of the log. */
export function addReadRoutes(app: Server, log: EventLog): void {
  const events = {
    tags: ['events'],
    summary: 'Events of the log, page by page',
    querystring: eventsQuerySchema,
    response: { 200: eventsPageSchema },
  };
  app.get(eventsPath, { schema: events }, async ({ query }, reply) => {
    const types = query.type ? [query.type] : eventTypeSchema.options;
    sendJsonText(reply, await page(log, query, { types }));
    return reply;
  });

  const observations = {
    tags: ['events'],
    summary: 'Observations, page by page',
    querystring: observationsQuerySchema,
    response: { 200: observationsPageSchema },
  };
  app.get(observationsPath, { schema: observations }, async ({ query }, reply) => {
    const filter = { types: [eventTypes.observation], ...(query.type && { measures: query.type }) };
    sendJsonText(reply, await page(log, query, filter));
    return reply;
  });
}

/** The page as JSON. Events are stored as JSON and go out as they are, without being parsed and written again. */
async function page(
  log: EventLog,
  query: Omit<EventsQuery, 'type'>,
  filter: Pick<ReadRequest, 'types' | 'measures'>,
): Promise<string> {
  const { station, from, to, after = 0, before, order, limit } = query;
  const records = await log.read({
    ...filter,
    after,
    order,
    limit: limit + 1,
    ...(before !== undefined && { before }),
    ...(station !== undefined && { station }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  });
  const items = records.slice(0, limit);
  const next = records.length > limit ? nextPage(items.at(-1)!, order) : null;
  return `{"items":[${items.map(({ text }) => text).join(',')}],"next":${JSON.stringify(next)}}`;
}

function nextPage({ position }: LogRecord, order: 'asc' | 'desc') {
  return order === 'asc' ? { after: position } : { before: position };
}
