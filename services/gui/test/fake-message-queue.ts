import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type StoredEvent, type WeatherEvent, eventStreamPath, eventsPath } from '@weather/contracts';

/** message-queue as far as the page's server uses it: pages of the log, backwards, and the stream. Keeps its port and log over a restart. */
export class FakeMessageQueue {
  #log: StoredEvent[] = [];
  readonly #lastOf = new Map<string, number>();
  readonly #streams = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;
  /** Last-Event-ID of each stream that was opened. */
  readonly resumedAfter: number[] = [];

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get readers(): number {
    return this.#streams.size;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => this.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#streams.clear();
    server?.closeAllConnections();
    await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  }

  /** Begins the log anew. */
  clear(): void {
    this.#log = [];
    this.#lastOf.clear();
  }

  publish(event: WeatherEvent): StoredEvent {
    const key = `${event.type} ${event.partitionkey}`;
    const position = (this.#log.at(-1)?.position ?? 0) + 1;
    const stored = { ...event, position, previousposition: this.#lastOf.get(key) ?? 0 } as StoredEvent;
    this.#lastOf.set(key, position);
    this.#log.push(stored);
    for (const stream of this.#streams) stream.write(frame(stored));
    return stored;
  }

  /** Writes to the open streams whatever is given. */
  sendRaw(text: string): void {
    for (const stream of this.#streams) stream.write(text);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.origin);
    if (url.pathname === eventStreamPath) this.#openStream(request, response);
    else if (url.pathname === eventsPath) this.#answerPage(url.searchParams, response);
    else response.writeHead(404).end();
  }

  #openStream(request: IncomingMessage, response: ServerResponse): void {
    const after = Number(request.headers['last-event-id'] ?? 0);
    this.resumedAfter.push(after);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': hello\n\n');
    for (const event of this.#log) if (event.position > after) response.write(frame(event));
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #answerPage(query: URLSearchParams, response: ServerResponse): void {
    const type = query.get('type');
    const limit = Number(query.get('limit') ?? 100);
    const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER);
    const matching = this.#log
      .filter((event) => event.position < before && (type === null || event.type === type))
      .toReversed();
    const items = matching.slice(0, limit);
    const next = matching.length > limit ? { before: items.at(-1)!.position } : null;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items, next }));
  }
}

const frame = (event: StoredEvent) => `id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`;
