import { loadConfig } from '@weather/service-kit';
import { notingLogger, testParts } from '@weather/service-kit/testing';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { buildApp } from '../src/app.ts';
import { configSchema, type Config } from '../src/config.ts';
import type { EngineOptions } from '../src/engine.ts';

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'message-queue-'));

const quickRetries = {
  DELIVERY_ATTEMPTS: '3',
  DELIVERY_BACKOFF_MS: '20',
  DELIVERY_BACKOFF_MAX_MS: '50',
  DELIVERY_TIMEOUT_MS: '5000',
};

/** The whole service on a real socket, closed when the test ends. */
export async function startService(env: Record<string, string> = {}, options: Partial<EngineOptions> = {}) {
  const own = loadConfig(configSchema, { DATA_FOLDER: temporaryFolder(), ...quickRetries, ...env }) as Config;
  const { logger, lines: logged } = notingLogger();
  const parts = { ...testParts(own), logger };
  const failures: Error[] = [];
  Object.assign(parts.config, { POD_NAME: 'test-pod', HOST: '127.0.0.1', PORT: 0, CHECK_ANSWERS: true });
  const service = await buildApp(parts, { onStorageFailed: (error) => failures.push(error), ...options });
  const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= service.app.close().then(() => service.close!()));
  onTestFinished(stop);
  return {
    url,
    stop,
    folder: own.DATA_FOLDER,
    failures,
    logged,
    server: service.app.server,
    health: parts.health,
    ...client(url),
  };
}

/** Parsed JSON, which a test looks into as it likes. */
export type Body = ReturnType<typeof JSON.parse>;

export type Answer = { status: number; headers: Headers; body: Body };

/** Small client: JSON in, JSON out. */
export function client(url: string) {
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const json = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await fetch(url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...json,
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    call,
    publish: (event: unknown, headers: Record<string, string> = {}) =>
      call('POST', '/api/v1/events', event, { 'content-type': 'application/cloudevents+json', ...headers }),
    publishBatch: (events: unknown) =>
      call('POST', '/api/v1/events', events, { 'content-type': 'application/cloudevents-batch+json' }),
  };
}

export type Received = {
  at: number;
  position: number;
  station: string;
  id: string;
  headers: IncomingMessage['headers'];
  event: Body;
};

/** A subscriber whose answers the test decides. Without a behaviour it says 204. */
export async function startSink(
  behave: (received: Received, response: ServerResponse, request: IncomingMessage) => void = (_received, response) =>
    void response.writeHead(204).end(),
) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const event = JSON.parse(text);
      const one = {
        at: performance.now(),
        position: event.position,
        station: event.partitionkey,
        id: event.id,
        headers: request.headers,
        event,
      };
      received.push(one);
      behave(one, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` };
}
