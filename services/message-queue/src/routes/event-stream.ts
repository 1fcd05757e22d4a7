import { eventStreamPath, eventTypeSchema, streamQuerySchema } from '@weather/contracts';
import { Problem, type Server } from '@weather/service-kit';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { EventLog } from '../domain/event-log.ts';
import type { EventStream, FrameSink } from '../domain/event-stream.ts';

export type StreamRouteDeps = { log: EventLog; stream: EventStream; patienceMs: number; heartbeatMs: number };

/** How long browsers wait before they connect again. */
const retryMs = 1000;
const farewellMs = 1000;

/** GET /api/v1/events/stream: server-sent events, resumed with Last-Event-ID. */
export function addStreamRoute(app: Server, { log, stream, patienceMs, heartbeatMs }: StreamRouteDeps): void {
  const schema = {
    tags: ['events'],
    summary: 'New events as server-sent events; id is the position',
    querystring: streamQuerySchema,
    response: { 200: { description: 'An endless stream', content: { 'text/event-stream': { schema: z.string() } } } },
  };
  app.get(eventStreamPath, { schema }, (request, reply) => {
    const { types = eventTypeSchema.options, station, after } = request.query;
    const resume = lastEventId(request.headers['last-event-id']) ?? after ?? log.lastPosition();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    raw.write(`retry: ${retryMs}\n\n`);
    // A position from before the log was begun anew lies beyond its end: what comes next is new to the reader.
    const remove = stream.add(frameSink(raw, patienceMs), { types, station }, Math.min(resume, log.lastPosition()));
    raw.on('close', remove);
  });

  const timer = setInterval(() => stream.heartbeat(), heartbeatMs).unref();
  app.addHook('preClose', (done) => {
    clearInterval(timer);
    stream.close();
    done();
  });
}

function lastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (typeof header === 'string' && /^[0-9]{1,15}$/.test(header)) return Number(header);
  throw new Problem(400, 'validation-failed', 'header/last-event-id: must be the id of an event of this stream', {
    errors: [{ pointer: 'header/last-event-id', message: 'must be the id of an event of this stream' }],
  });
}

function frameSink(raw: ServerResponse, patienceMs: number): FrameSink {
  return {
    write: (frame) => void raw.write(frame),
    buffered: () => raw.writableLength,
    drained: () => drained(raw, patienceMs),
    finish(frame) {
      raw.end(frame);
      // What a reader that takes nothing left behind is not kept for ever.
      setTimeout(() => raw.destroy(), farewellMs).unref();
    },
  };
}

function drained(raw: ServerResponse, patienceMs: number): Promise<void> {
  if (!raw.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => () => {
      clearTimeout(timer);
      raw.off('drain', onDrain).off('close', onDrain);
      done();
    };
    const onDrain = settle(resolve);
    const timer = setTimeout(
      settle(() => reject(new Error('the reader takes nothing'))),
      patienceMs,
    );
    raw.on('drain', onDrain).on('close', onDrain);
  });
}
