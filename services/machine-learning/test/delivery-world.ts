import { deepStrictEqual } from 'node:assert/strict';
import type { StoredObservationEvent } from '@weather/contracts';
import fc from 'fast-check';
import { Coordinator } from '../src/domain/coordinator.ts';
import { LogUnavailableError } from '../src/domain/errors.ts';
import type { EventLog } from '../src/domain/ports.ts';
import { comparable, MemoryLog, observation } from './memory-log.ts';
import { rightResults, speaker } from './reference.ts';
import { stubModel } from './stub-model.ts';

/** What befalls one delivery, besides the order in which the scheduler lets things happen. */
const mishap = fc.record({
  replica: fc.nat({ max: 2 }),
  kind: fc.constantFrom(
    'none',
    'none',
    'read-fails',
    'publish-fails',
    'publish-answer-lost',
    'acknowledgement-lost',
    'delivered-twice',
    'dies-before-publish',
    'dies-after-publish',
  ),
});

type Mishap = typeof mishap extends fc.Arbitrary<infer T> ? T : never;

/** The order of the list is that of the log: late arrivals, holes and mixed stations come by chance. */
const published = fc.uniqueArray(
  fc.record({ station: fc.constantFrom('A', 'B'), counter: fc.integer({ min: 1, max: 40 }) }),
  { selector: ({ station, counter }) => `${station}${counter}`, minLength: 1, maxLength: 30, size: 'max' },
);

export const scenario = fc.record({
  published,
  mishaps: fc.array(mishap, { maxLength: 60 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  maxStations: fc.integer({ min: 1, max: 3 }),
  /** So many are in the log before anything else happens. */
  ahead: fc.nat({ max: 30 }),
  /** One at a time per station, as message-queue delivers, or all at once. */
  orderly: fc.boolean(),
});

export type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** A process with a memory of its own over the common log. Once dead it reaches nothing any more. */
class Replica {
  dead = false;
  /** What befalls the next calls to the log. */
  readFails = false;
  publishing: Mishap['kind'] = 'none';
  readonly coordinator: Coordinator<unknown>;
  readonly #log: MemoryLog;
  readonly #step: (what: string) => Promise<void>;

  constructor(name: string, log: MemoryLog, maxStations: number, scheduler: fc.Scheduler) {
    this.#log = log;
    this.#step = async (what) => {
      await scheduler.schedule(Promise.resolve(), `${name} ${what}`);
      if (this.dead) throw new LogUnavailableError('this process is dead');
    };
    this.coordinator = new Coordinator({
      model: stubModel,
      speaker: { ...speaker, servedBy: name },
      log: { observations: (range) => this.#read(range), publish: (results) => this.#publish(results) },
      instruments: { received() {}, caughtUp() {}, published() {}, evicted() {} },
      maxStations,
      maxWaiting: 1000,
    });
  }

  async #read(range: Parameters<EventLog['observations']>[0]) {
    await this.#step('reads');
    const fails = this.readFails;
    this.readFails = false;
    if (fails) throw new LogUnavailableError('no answer');
    const page = await this.#log.observations(range);
    await this.#step('has read');
    return page;
  }

  async #publish(results: Parameters<EventLog['publish']>[0]) {
    const { publishing } = this;
    this.publishing = 'none';
    if (publishing === 'dies-before-publish') this.dead = true;
    await this.#step('publishes');
    if (publishing === 'publish-fails') throw new LogUnavailableError('refused');
    await this.#log.publish(results);
    if (publishing === 'dies-after-publish') this.dead = true;
    await this.#step('has published');
    if (publishing === 'publish-answer-lost') throw new LogUnavailableError('no answer');
  }
}

/** A log, a few replicas, and somebody who delivers each observation until it is acknowledged. */
export class DeliveryWorld {
  readonly log = new MemoryLog();
  readonly #scenario: Scenario;
  readonly #scheduler: fc.Scheduler;
  readonly #replicas: Replica[];
  #born = 0;
  #tries = 0;

  constructor(given: Scenario, scheduler: fc.Scheduler) {
    this.#scenario = given;
    this.#scheduler = scheduler;
    this.#replicas = Array.from({ length: given.replicas }, () => this.#birth());
  }

  /** Resolves when all is published, delivered and acknowledged. */
  async run(): Promise<void> {
    await this.#scheduler.waitFor(this.#publishAndDeliver());
  }

  async #publishAndDeliver(): Promise<void> {
    const lanes = new Map<string, Promise<void>>();
    for (const [index, { station, counter }] of this.#scenario.published.entries()) {
      if (index >= this.#scenario.ahead) await this.#step('publish');
      const event = this.log.append(observation(station, counter));
      const before = this.#scenario.orderly ? lanes.get(station) : undefined;
      const earlier = lanes.get(station);
      lanes.set(
        station,
        Promise.all([earlier, this.#deliverAtLast(event, before)]).then(() => {}),
      );
    }
    await Promise.all(lanes.values());
  }

  async #deliverAtLast(event: StoredObservationEvent, before: Promise<void> | undefined): Promise<void> {
    await before;
    do await this.#step(`deliver ${event.id}`);
    while (!(await this.#deliver(event)));
  }

  /** One try; true when it is acknowledged. */
  async #deliver(event: StoredObservationEvent): Promise<boolean> {
    const { replica: index, kind } = this.#nextMishap();
    if (this.#replicas[index]!.dead) this.#replicas[index] = this.#birth();
    const replica = this.#replicas[index]!;
    replica.readFails = kind === 'read-fails';
    replica.publishing = kind;
    const twin = kind === 'delivered-twice' ? this.#deliver(event) : undefined;
    try {
      await replica.coordinator.receive(event);
    } catch (error) {
      if (error instanceof LogUnavailableError) return false;
      throw error;
    } finally {
      await twin;
    }
    if (replica.dead) return false;
    this.#holdsAllOf(event);
    return kind !== 'acknowledgement-lost';
  }

  #holdsAllOf({ id }: StoredObservationEvent): void {
    const of = ({ data }: { data: { observation: { id: string } } }) => data.observation.id === id;
    const right = rightResults(stubModel, this.log.stored).filter(of);
    deepStrictEqual(comparable([...this.log.results.values()].filter(of)), comparable(right));
  }

  #nextMishap(): Mishap {
    const { mishaps, replicas } = this.#scenario;
    const { replica, kind } = mishaps[this.#tries++] ?? { replica: this.#tries, kind: 'none' };
    return { replica: replica % replicas, kind };
  }

  #birth(): Replica {
    return new Replica(`replica-${this.#born++}`, this.log, this.#scenario.maxStations, this.#scheduler);
  }

  #step(what: string): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve(), what);
  }
}
