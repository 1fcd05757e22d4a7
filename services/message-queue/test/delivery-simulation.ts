import { eventTypes, type EventType } from '@weather/contracts';
import type { DeliveryWorld } from '../src/domain/delivery-world.ts';
import { StorageFullError } from '../src/domain/errors.ts';
import type { LogRecord, ReadRequest } from '../src/domain/event-log.ts';
import type { TryResult } from '../src/domain/retry-policy.ts';
import { SubscriptionDelivery } from '../src/domain/subscription-delivery.ts';
import type { Failure, StoredFailure, SubscriptionState } from '../src/domain/subscription.ts';

export type SimulationOptions = {
  seed: number;
  stations: number;
  events: number;
  window: number;
  laneDepth: number;
  lookahead: number;
  failureRate: number;
  badStation: boolean;
  crashes: number;
  attempts: number;
  types: readonly EventType[];
};

/** Delivery with a made-up clock, log, store and network, so that thousands of unlucky orders can be played. */
export class DeliverySimulation {
  delivery: SubscriptionDelivery;
  failureRate: number;
  answer: ((position: number) => TryResult) | undefined;
  mostInFlight = 0;
  overlaps = 0;
  largestRead = 0;
  /** How many of the next writes of dead letters find no room. */
  refusedWrites = 0;
  readonly #options: SimulationOptions;
  readonly #log: LogRecord[] = [];
  readonly #sent: LogRecord[] = [];
  readonly #delivered: LogRecord[] = [];
  readonly #timers: { at: number; callback: () => void }[] = [];
  readonly #dead = new Map<number, StoredFailure & { redriving: boolean }>();
  readonly #busy = new Set<string>();
  #saved: SubscriptionState = {
    id: 's',
    sink: 'http://sink',
    types: [],
    state: 'active',
    readTo: 0,
    pending: new Map(),
  };
  #now = 0;
  #random: number;
  #life = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#random = options.seed | 0;
    this.failureRate = options.failureRate;
    this.#saved = { ...this.#saved, types: options.types };
    this.delivery = new SubscriptionDelivery(this.#saved, this.#world());
  }

  lastPosition = () => this.#log.length;
  deadLetters = () => [...this.#dead.values()].map(({ record }) => record.position);
  wasDelivered = (position: number) => this.#delivered.some((record) => record.position === position);
  repeats = () => this.#delivered.length - new Set(this.#delivered).size;

  missing(): number[] {
    const settled = new Set([...this.#delivered.map(({ position }) => position), ...this.deadLetters()]);
    return this.#log
      .filter(({ type, position }) => this.#options.types.includes(type) && !settled.has(position))
      .map(({ position }) => position);
  }

  /** Positions whose first try came after the first try of a later event of the station. */
  disorder(): number[] {
    const highest = new Map<string, number>();
    const seen = new Set<number>();
    return this.#sent
      .filter(({ position, station }) => {
        const first = !seen.has(position);
        seen.add(position);
        const late = first && position < (highest.get(station) ?? 0);
        highest.set(station, Math.max(position, highest.get(station) ?? 0));
        return late;
      })
      .map(({ position }) => position);
  }

  goodStationsDone(): boolean {
    const good = this.#log.filter(({ station, type }) => station !== 'station-0' && this.#options.types.includes(type));
    return this.#log.length === this.#options.events && good.every((record) => this.#delivered.includes(record));
  }

  publishAll(): void {
    while (this.#log.length < this.#options.events) this.#publish();
    this.delivery.start();
  }

  async run(): Promise<void> {
    this.delivery.start();
    const crashAt = new Set(
      Array.from({ length: this.#options.crashes }, () => Math.floor(this.#draw() * (this.#options.events + 1))),
    );
    while (this.#log.length < this.#options.events) {
      this.delivery.offer(this.#publish());
      if (crashAt.has(this.#log.length)) this.#crash();
      if (this.#draw() < 0.3) this.#saved = this.delivery.snapshot();
      await this.#step();
    }
    await this.runUntil(() => this.#timers.length === 0);
  }

  async runUntil(done: () => boolean): Promise<void> {
    do await this.#step();
    while (!done());
  }

  async redriveAll(): Promise<void> {
    for (const failure of this.#dead.values()) failure.redriving = true;
    this.delivery.redrive();
    await this.runUntil(() => this.#timers.length === 0);
  }

  #crash(): void {
    this.#life += 1;
    this.#timers.length = 0;
    this.#busy.clear();
    this.delivery = new SubscriptionDelivery(this.#saved, this.#world());
    this.delivery.start();
  }

  async #step(): Promise<void> {
    await new Promise(setImmediate);
    this.#timers.sort((a, b) => a.at - b.at);
    const timer = this.#timers.shift();
    if (timer) {
      this.#now = timer.at;
      timer.callback();
      await new Promise(setImmediate);
    }
  }

  #publish(): LogRecord[] {
    const count = Math.min(1 + Math.floor(this.#draw() * 4), this.#options.events - this.#log.length);
    return Array.from({ length: count }, () => {
      const position = this.#log.length + 1;
      const type = this.#draw() < 0.8 ? eventTypes.observation : eventTypes.forecast;
      const record = {
        position,
        previousPosition: 0,
        type,
        station: `station-${Math.floor(this.#draw() * this.#options.stations)}`,
        text: '',
        headers: {},
      };
      this.#log.push(record);
      return record;
    });
  }

  #send(record: LogRecord, life: number): Promise<TryResult> {
    if (this.#busy.has(record.station)) this.overlaps += 1;
    this.#busy.add(record.station);
    this.#sent.push(record);
    this.mostInFlight = Math.max(this.mostInFlight, this.#busy.size);
    const failed = this.#options.badStation && record.station === 'station-0' ? true : this.#draw() < this.failureRate;
    const result = this.answer?.(record.position) ?? (failed ? this.#failure() : { status: 204 });
    return new Promise((resolve) => {
      this.#after(this.#draw() * 20, () => {
        if (life !== this.#life) return;
        this.#busy.delete(record.station);
        if ('status' in result && result.status < 300) this.#delivered.push(record);
        resolve(result);
      });
    });
  }

  #failure(): TryResult {
    const failures: TryResult[] = [
      { status: 500 },
      { status: 429, retryAfterMs: 100 },
      { error: 'reset' },
      { status: 302 },
      { status: 400 },
    ];
    return failures[Math.floor(this.#draw() * (this.#options.badStation ? 4 : 5))]!;
  }

  #world(): DeliveryWorld {
    const life = this.#life;
    const { window, laneDepth, lookahead, attempts } = this.#options;
    return {
      log: { read: async (request) => this.#read(request), lastPosition: () => this.#log.length },
      store: {
        all: () => [],
        save: async () => {},
        remove: async () => {},
        addDeadLetter: (failure: Failure) =>
          this.#write(() =>
            this.#dead.set(failure.record.position, { ...failure, id: failure.record.position, redriving: false }),
          ),
        removeDeadLetter: (id) => this.#write(() => this.#dead.delete(id)),
        deadLetters: ({ limit, redriving }) =>
          [...this.#dead.values()].filter((failure) => failure.redriving === redriving).slice(0, limit),
        countDeadLetters: () => this.#dead.size,
        trimDeadLetters: async () => 0,
        markForRedrive: async () => new Map(),
      },
      send: (_subscription, record) => this.#send(record, life),
      release: () => {},
      now: () => this.#now,
      random: () => this.#draw(),
      after: (ms, callback) => this.#after(ms, callback),
      retry: { attempts, backoffMs: 10, backoffMaxMs: 200 },
      limits: { window, laneDepth, lookahead, waitingStations: 1000 },
      observe: () => {},
      onError: (error) => {
        if (!(error instanceof StorageFullError)) throw error;
      },
    };
  }

  async #write(write: () => unknown): Promise<void> {
    if (this.refusedWrites > 0) {
      this.refusedWrites -= 1;
      throw new StorageFullError('no room');
    }
    write();
  }

  #read({ types, after, before = Infinity, station, limit }: ReadRequest): LogRecord[] {
    this.largestRead = Math.max(this.largestRead, limit);
    const matches = this.#log.filter(
      (record) =>
        record.position > after &&
        record.position < before &&
        types.includes(record.type) &&
        (station === undefined || record.station === station),
    );
    return matches.slice(0, limit);
  }

  #after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** mulberry32 */
  #draw(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
