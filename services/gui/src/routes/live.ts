import { livePath, stationHistoryPath, stationHistorySchema, stationParamsSchema } from '@weather/contracts';
import { Problem, type Server } from '@weather/service-kit';
import type { LiveHub } from '../live-hub.ts';
import type { WeatherState } from '../domain/weather-state.ts';
import type { LivePublisher } from '../live-publisher.ts';

/** Open pages at most; a wall, a course, a few dashboards. */
const readerLimit = 500;

type Parts = { hub: LiveHub; publisher: LivePublisher; state: () => WeatherState };

export function addLiveRoutes(app: Server, { hub, publisher, state }: Parts): void {
  const liveSchema = {
    tags: ['live'],
    summary: 'Server-sent events: a snapshot, then deltas',
    produces: ['text/event-stream'],
  };
  app.get(livePath, { schema: liveSchema }, (_request, reply) => {
    if (hub.size >= readerLimit)
      throw new Problem(503, 'too-many-requests', 'as many pages are open as this server keeps up to date');
    const headers = reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      .getHeaders();
    reply.hijack();
    reply.raw.writeHead(200, headers as NodeJS.Dict<string>);
    hub.add(reply.raw, publisher.snapshotMessage());
  });
  // A stream never ends by itself, and the server waits for its connections when it closes.
  app.addHook('preClose', async () => hub.close());

  const historySchema = { tags: ['live'], params: stationParamsSchema, response: { 200: stationHistorySchema } };
  app.get(
    stationHistoryPath,
    { schema: { ...historySchema, summary: 'What the chart of a station is drawn from' } },
    async (request, reply) => {
      const history = state().history(request.params.station);
      if (history === undefined) throw new Problem(404, 'not-found', 'no observation of this station is held');
      reply.header('cache-control', 'no-store');
      return history;
    },
  );
}
