import { eventBatchContentType, eventContentType, eventsPath } from '@weather/contracts';
import { fastify } from 'fastify';

/** The yardstick: parses the JSON and writes it back, and does nothing else. */
const app = fastify();
app.addContentTypeParser(
  [eventContentType, eventBatchContentType],
  { parseAs: 'string' },
  app.getDefaultJsonParser('error', 'error'),
);
app.post(eventsPath, async ({ body }) => body);
process.send!({ event: 'listening', url: await app.listen({ host: '127.0.0.1', port: 0 }) });
