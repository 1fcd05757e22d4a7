import { fastify } from 'fastify';

/** The yardstick: a bare fastify that parses a JSON body and sends it back, with no schema, log, metric or disk. */
const app = fastify();
app.addContentTypeParser(
  'application/cloudevents+json',
  { parseAs: 'string' },
  app.getDefaultJsonParser('error', 'error'),
);
app.post('/api/v1/events', (request) => request.body);
process.send?.({ url: await app.listen({ host: '127.0.0.1', port: 0 }) });
process.once('SIGTERM', () => process.exit(0));
