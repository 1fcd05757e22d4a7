import { eventContentType, eventsPath, observationReceivedSchema } from '@weather/contracts';
import { createHttpClient, type HttpClient, type Server } from '@weather/service-kit';
import { silentLogger, testParts } from '@weather/service-kit/testing';
import { createEventLog } from '../src/adapters/event-log.ts';
import { buildApp } from '../src/app.ts';
import { configSchema } from '../src/config.ts';
import { stubModel } from './stub-model.ts';

/** The real app on a port of its own, with a model that is simple to predict. */
export class ReplicaOverHttp {
  readonly app: Server;
  readonly #log;
  #client: HttpClient | undefined;

  constructor(messageQueue: string, environment: Record<string, string> = {}) {
    const config = configSchema.parse({
      HOST: '127.0.0.1',
      POD_NAME: 'test-pod',
      CHECK_ANSWERS: 'true',
      MODEL: 'v1',
      MESSAGE_QUEUE_URL: messageQueue,
      ...environment,
    });
    this.#log = createEventLog({ origin: config.MESSAGE_QUEUE_URL, timeoutMs: 10_000, connections: 8 });
    this.app = buildApp({ ...testParts(), logger: silentLogger(), config, model: stubModel, log: this.#log });
  }

  async start(): Promise<this> {
    this.#client = createHttpClient({ origin: await this.app.listen({ host: '127.0.0.1', port: 0 }) });
    return this;
  }

  /** Delivers an event as message-queue does. */
  async push(event: object, headers: Record<string, string> = {}) {
    const { body } = await this.#client!.request({
      method: 'POST',
      path: eventsPath,
      body: JSON.stringify(event),
      contentType: eventContentType,
      headers,
      responseSchema: observationReceivedSchema,
    });
    return body;
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    await this.app.close();
    await this.#log.close();
  }
}
