import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventSchema, eventsPath, type WeatherEvent } from '@weather/contracts';

export type Behaviour = (request: IncomingMessage, response: ServerResponse, event: WeatherEvent) => void;

/** A message-queue over real sockets whose answers a test decides. It stores in memory, each (source, id) once. */
export class FakeMessageQueue {
  readonly stored = new Map<string, WeatherEvent>();
  /** Of each request, before it is answered. */
  readonly headers: IncomingMessage['headers'][] = [];
  readonly contentTypes = new Set<string | undefined>();
  requests = 0;
  broken = 0;
  behaviour: Behaviour = (_request, response, event) => this.store(response, event);
  #server: Server | undefined;
  #port = 0;

  async start(): Promise<this> {
    this.#server = createServer((request, response) => void this.#answer(request, response)).listen(
      this.#port,
      '127.0.0.1',
    );
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** As if the process died: open connections break. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server?.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  store(response: ServerResponse, event: WeatherEvent): void {
    const key = `${event.source} ${event.id}`;
    const duplicate = this.stored.has(key);
    if (!duplicate) this.stored.set(key, event);
    this.json(response, 200, { accepted: true, duplicate, position: this.stored.size });
  }

  json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://fake');
    if (request.method === 'GET') return this.#lastObservation(url, response);
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    this.requests++;
    this.headers.push(request.headers);
    this.contentTypes.add(request.headers['content-type']);
    const event = eventSchema.safeParse(JSON.parse(body));
    if (event.success && url.pathname === eventsPath) this.behaviour(request, response, event.data);
    else {
      this.broken++;
      this.json(response, 400, {});
    }
  }

  #lastObservation(url: URL, response: ServerResponse): void {
    const all = [...this.stored.values()];
    const position = all.findLastIndex((event) => event.partitionkey === url.searchParams.get('station')) + 1;
    const items = position === 0 ? [] : [{ ...all[position - 1], position, previousposition: 0 }];
    this.json(response, 200, { items, next: null });
  }
}
