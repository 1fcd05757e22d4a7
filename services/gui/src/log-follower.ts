import { setTimeout as delay } from 'node:timers/promises';
import type { StoredEvent, Upstream } from '@weather/contracts';
import type { Logger } from '@weather/service-kit';
import type { EventLog } from './adapters/event-log.ts';

const firstRetryMs = 200;
const longestRetryMs = 5000;

/** Further behind than this, the recent history is loaded anew rather than everything streamed that was missed. */
const longestCatchUp = 5000;

export type LogSink = {
  /** Nothing that is held is true any more: the log was begun anew, or too much of it was missed. */
  reset(): void;
  /** History that was loaded after a reset is complete. */
  loaded(): void;
  apply(event: StoredEvent, options: { live: boolean }): void;
  malformed(): void;
};

type Options = { log: EventLog; sink: LogSink; logger: Logger; now: () => number; random: () => number };

/** Keeps the page's state in step with message-queue's log, across restarts of either. */
export class LogFollower {
  readonly #options: Options;
  readonly #stop = new AbortController();
  #position: number | undefined;
  #failures = 0;
  #running: Promise<void> | undefined;
  upstream: Upstream;

  constructor(options: Options) {
    this.#options = options;
    this.upstream = { state: 'connecting', since: options.now(), lastEventAt: null, detail: '' };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const reason = await this.#followOnce().catch((error: unknown) => sentence(error));
      if (signal.aborted) return;
      this.#lost(reason);
      const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures) * (0.5 + this.#options.random() / 2);
      this.#failures += 1;
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  async #followOnce(): Promise<string> {
    const { log } = this.#options;
    const newest = await log.newestPosition();
    if (this.#position === undefined || newest < this.#position || newest - this.#position > longestCatchUp) {
      await this.#load(newest);
    }
    const handlers = {
      onOpen: () => this.#open(),
      onEvent: (event: StoredEvent) => this.#take(event),
      onMalformed: (position: string | undefined) => {
        this.#options.sink.malformed();
        this.#options.logger.warn({ position }, 'message-queue sent what is no event of the contract; it is skipped');
      },
    };
    return log.follow(this.#position ?? newest, handlers, this.#stop.signal);
  }

  async #load(newest: number): Promise<void> {
    const { log, sink, logger } = this.#options;
    const events = await log.recent(newest);
    sink.reset();
    for (const event of events) sink.apply(event, { live: false });
    sink.loaded();
    this.#position = newest;
    logger.info({ events: events.length, position: newest }, 'history loaded');
  }

  #open(): void {
    this.#failures = 0;
    this.upstream = { ...this.upstream, state: 'live', since: this.#options.now(), detail: '' };
    this.#options.logger.info({ position: this.#position }, 'following the event stream');
  }

  #take(event: StoredEvent): void {
    this.upstream.lastEventAt = this.#options.now();
    if (this.#position !== undefined && event.position <= this.#position) return;
    this.#position = event.position;
    this.#options.sink.apply(event, { live: true });
  }

  #lost(reason: string): void {
    const since = this.upstream.state === 'lost' ? this.upstream.since : this.#options.now();
    if (this.upstream.detail !== reason) this.#tell(reason);
    this.upstream = { ...this.upstream, state: 'lost', since, detail: reason };
  }

  /** Processes that start together find each other a little later: that is nothing to warn of. */
  #tell(reason: string): void {
    const { logger } = this.#options;
    if (this.#position === undefined) logger.info({ reason }, 'no event stream yet; trying again');
    else logger.warn({ reason }, 'event stream lost; trying again');
  }
}

/** Foreign errors may name addresses and internals; people get the kind of failure. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return 'message-queue cannot be reached';
  if (error.message.startsWith('message-queue ')) return error.message;
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? `message-queue answered ${status}` : 'message-queue cannot be reached';
}
