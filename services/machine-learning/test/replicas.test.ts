import type { ReceivedObservationEvent } from '@weather/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coordinator } from '../src/domain/coordinator.ts';
import { LogUnavailableError } from '../src/domain/errors.ts';
import type { EventLog } from '../src/domain/ports.ts';
import { comparable, MemoryLog, observation } from './memory-log.ts';
import { speaker, toldByOne } from './reference.ts';
import { stubModel } from './stub-model.ts';

const silent = { received() {}, caughtUp() {}, published() {} };

/** What befalls one delivery. */
const mishap = fc.record({
  replica: fc.nat({ max: 2 }),
  kind: fc.constantFrom(
    'none',
    'none',
    'read-fails',
    'publish-fails',
    // Stored, but nobody hears of it.
    'publish-answer-lost',
    'acknowledgement-lost',
    'delivered-twice',
    'dies-before-publish',
    'dies-before-answer',
  ),
});

type Mishap = typeof mishap extends fc.Arbitrary<infer T> ? T : never;

/** A process with its own memory, over the common log. Once dead, it reaches nothing any more. */
class Replica {
  dead = false;
  /** What befalls its next calls to the log. */
  read = false;
  publishing: 'publish-fails' | 'publish-answer-lost' | 'dies-before-publish' | undefined;
  readonly coordinator: Coordinator<unknown>;

  constructor(name: string, log: MemoryLog, maxStations: number, scheduler: fc.Scheduler) {
    const step = async (what: string) => {
      await scheduler.schedule(Promise.resolve(), `${name} ${what}`);
      if (this.dead) throw new LogUnavailableError('this process is dead');
    };
    const port: EventLog = {
      observations: async (range) => {
        await step('reads');
        if (this.read) {
          this.read = false;
          throw new LogUnavailableError('no answer');
        }
        const page = await log.observations(range);
        await step('has read');
        return page;
      },
      publish: async (results) => {
        const { publishing } = this;
        this.publishing = undefined;
        if (publishing === 'dies-before-publish') this.dead = true;
        await step('publishes');
        if (publishing === 'publish-fails') throw new LogUnavailableError('refused');
        await log.publish(results);
        await step('has published');
        if (publishing === 'publish-answer-lost') throw new LogUnavailableError('no answer');
      },
    };
    this.coordinator = new Coordinator({
      model: stubModel,
      speaker: { ...speaker, servedBy: name },
      log: port,
      instruments: silent,
      maxStations,
      maxWaiting: 1000,
    });
  }
}

const world = fc.record({
  /** Order of the list is the order of the log: late arrivals, holes and several stations come by chance. */
  observations: fc.uniqueArray(
    fc.record({ station: fc.constantFrom('A', 'B'), counter: fc.integer({ min: 1, max: 40 }) }),
    {
      selector: ({ station, counter }) => `${station}${counter}`,
      minLength: 1,
      maxLength: 30,
    },
  ),
  mishaps: fc.array(mishap, { maxLength: 60 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  maxStations: fc.integer({ min: 1, max: 3 }),
  /** In order per station as message-queue does it, or all at once. */
  orderly: fc.boolean(),
});

test('any replicas, order, loss, repeat and crash give the results of one replica in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.scheduler(),
      async ({ observations, mishaps, replicas: count, maxStations, orderly }, scheduler) => {
        const log = new MemoryLog();
        let born = 0;
        const birth = () => new Replica(`replica-${born++}`, log, maxStations, scheduler);
        const replicas = Array.from({ length: count }, birth);
        const next = (): Mishap => mishaps.pop() ?? { replica: born % count, kind: 'none' };

        /** One delivery: true once it is acknowledged. */
        const deliver = async (event: ReceivedObservationEvent): Promise<boolean> => {
          const { replica: choice, kind } = next();
          const index = choice % count;
          if (replicas[index]!.dead) replicas[index] = birth();
          const replica = replicas[index]!;
          if (kind === 'read-fails') replica.read = true;
          if (kind === 'publish-fails' || kind === 'publish-answer-lost' || kind === 'dies-before-publish')
            replica.publishing = kind;
          const twin = kind === 'delivered-twice' ? deliver(event) : undefined;
          try {
            const { results } = await replica.coordinator.receive(event);
            if (kind === 'dies-before-answer') replica.dead = true;
            if (replica.dead) return false;
            expect(log.holds(results)).toBe(true);
          } catch (error) {
            if (!(error instanceof LogUnavailableError)) throw error;
            return false;
          } finally {
            await twin;
          }
          acknowledged.add(event.id);
          return kind !== 'acknowledgement-lost';
        };

        const acknowledged = new Set<string>();
        const ends = new Map<string, Promise<void>>();
        const deliverUntilAcknowledged = async (event: ReceivedObservationEvent) => {
          while (!(await deliver(event))) await scheduler.schedule(Promise.resolve(), 'comes back');
        };
        const publishing = observations.map(async ({ station, counter }, index) => {
          const event = log.append(observation(station, counter));
          const before = orderly ? ends.get(station) : undefined;
          const end = (async () => {
            await before;
            await scheduler.schedule(Promise.resolve(), `delivery ${index}`);
            await deliverUntilAcknowledged(event);
          })();
          ends.set(station, end);
          await end;
        });
        await scheduler.waitFor(Promise.all(publishing));

        const expected = [...toldByOne(stubModel, log.stored).values()].flat();
        expect(comparable(log.results.values())).toEqual(comparable(expected));
        expect(acknowledged.size).toBe(observations.length);
      },
    ),
    { numRuns: 300 },
  );
});
