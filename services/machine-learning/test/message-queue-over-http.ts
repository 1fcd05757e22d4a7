import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  eventBatchContentType,
  eventBatchSchema,
  eventsPath,
  observationsPath,
  observationsQuerySchema,
} from '@weather/contracts';
import { MemoryLog } from './memory-log.ts';
import type { ResultEvent } from '../src/domain/result-events.ts';

/** What machine-learning needs of message-queue, over real sockets. It is as strict on the wire as the real one. */
export class MessageQueueOverHttp {
  readonly log = new MemoryLog(7);
  readonly requestIds = new Set<unknown>();
  /** Requests that did not fit the contract. */
  readonly refused: string[] = [];
  /** Asked before each request; a status other than 200 is the answer to it. */
  mood: () => number = () => 200;
  #server: Server | undefined;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#answer(request, response)).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.requestIds.add(request.headers['x-request-id']);
    const status = this.mood();
    if (status !== 200)
      return send(response, status, { code: 'storage-full', detail: 'not now' }, { 'retry-after': '7' });
    const url = new URL(request.url!, this.origin);
    try {
      if (request.method === 'GET' && url.pathname === observationsPath) await this.#read(url, response);
      else if (request.method === 'POST' && url.pathname === eventsPath) await this.#publish(request, body, response);
      else throw new Error(`no such route: ${request.method} ${url.pathname}`);
    } catch (error) {
      this.refused.push(String(error));
      send(response, 400, { code: 'validation-failed', detail: String(error) });
    }
  }

  async #read(url: URL, response: ServerResponse): Promise<void> {
    const {
      station,
      after = 0,
      before = Infinity,
    } = observationsQuerySchema.parse(Object.fromEntries(url.searchParams));
    send(response, 200, await this.log.observations({ station: station!, after, before }));
  }

  async #publish(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    if (request.headers['content-type'] !== eventBatchContentType) throw new Error('not a batch');
    const events = eventBatchSchema.parse(JSON.parse(body));
    const known = events.map((event) => this.log.holds([event as ResultEvent]));
    await this.log.publish(events as ResultEvent[]);
    const results = known.map((duplicate, index) => ({ duplicate, position: index + 1 }));
    send(response, 200, { accepted: events.length, duplicates: known.filter(Boolean).length, results });
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
