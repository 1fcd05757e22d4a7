import { eventStreamPath, eventTypeSchema, streamQuerySchema } from '@weather/contracts';
import { Problem, type Server } from '@weather/service-kit';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { EventLog } from '../domain/event-log.ts';
import type { EventStream, FrameSink, StreamEnd } from '../domain/event-stream.ts';

export type StreamRouteDeps = {
  log: EventLog;
  stream: EventStream;
  patienceMs: number;
  heartbeatMs: number;
  /** Told, in the context of the reader's request, when the service has ended a stream. */
  onEnded: (end: StreamEnd) => void;
};

/** How long browsers wait before they connect again. */
const retryMs = 1000;
/** Times its patience that a reader which was cut off may take for what is still on its way to it. */
const farewellPatiences = 10;

/** GET /api/v1/events/stream: server-sent events, resumed with Last-Event-ID. */
export function addStreamRoute(app: Server, { log, stream, patienceMs, heartbeatMs, onEnded }: StreamRouteDeps): void {
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
    // The caller may have left while the request waited; nobody would take such a reader off again.
    if (raw.destroyed) return;
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    raw.write(`retry: ${retryMs}\n\n`);
    // A position from before the log was begun anew lies beyond its end: what comes next is new to the reader.
    const remove = stream.add(
      frameSink(raw, patienceMs, AsyncLocalStorage.bind(onEnded)),
      { types, station },
      Math.min(resume, log.lastPosition()),
    );
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

function frameSink(raw: ServerResponse, patienceMs: number, onEnded: (end: StreamEnd) => void): FrameSink {
  return {
    write: (frame) => void raw.write(frame),
    buffered: () => raw.writableLength,
    drained: () => drained(raw, patienceMs),
    finish(frame, end) {
      raw.end(frame);
      hangUpLater(raw, patienceMs);
      onEnded(end);
    },
  };
}

/** A reader gets what was written, the last word included, as long as it takes something now and then; but not for ever. */
function hangUpLater(raw: ServerResponse, patienceMs: number): void {
  const hangUp = () => void raw.destroy();
  const timer = setTimeout(hangUp, farewellPatiences * patienceMs).unref();
  // The time-out of a socket does not strike while the network takes what was written to it.
  raw.setTimeout(patienceMs, hangUp);
  raw.on('close', () => clearTimeout(timer));
}

/** Whether the network has taken what was written, or the reader has left, within its patience. */
function drained(raw: ServerResponse, patienceMs: number): Promise<boolean> {
  if (!raw.writableNeedDrain) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (inTime: boolean) => {
      clearTimeout(timer);
      raw.off('drain', onDrain).off('close', onDrain);
      resolve(inTime);
    };
    const onDrain = () => settle(true);
    const timer = setTimeout(settle, patienceMs, false);
    raw.on('drain', onDrain).on('close', onDrain);
  });
}
