import { eventTypes, type SubscriptionRequest } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { expect, it } from 'vitest';
import type { DeliveryWorld } from './delivery-world.ts';
import { StorageFullError, SubscriptionConflictError } from './errors.ts';
import type { LogRecord } from './event-log.ts';
import { mostSubscriptions, Subscriptions } from './subscriptions.ts';
import type { SubscriptionState } from './subscription.ts';

const types = [eventTypes.observation];
const request: SubscriptionRequest = { id: 'one', sink: 'http://sink/', types, start: 'latest' };

/** Subscriptions over a store whose writes take a turn of the event loop, and which can be full. */
async function startSubscriptions() {
  const pushed: number[] = [];
  const stored = new Map<string, SubscriptionState>();
  const log: LogRecord[] = [];
  const disk = { full: false };
  const timer = { callback: () => {} };
  const write = async (work: () => void) => {
    await new Promise(setImmediate);
    if (disk.full) throw new StorageFullError('no room');
    work();
  };
  const world: DeliveryWorld = {
    log: { read: async ({ after }) => log.slice(after), lastPosition: () => log.length },
    store: {
      all: () => [],
      save: (states) => write(() => states.forEach((state) => stored.set(state.id, state))),
      remove: (id) => write(() => void stored.delete(id)),
      addDeadLetter: async () => {},
      removeDeadLetter: async () => {},
      deadLetters: () => [],
      countDeadLetters: () => 0,
      trimDeadLetters: async () => 0,
      markForRedrive: async () => new Map(),
    },
    async send(_subscription, { position }) {
      pushed.push(position);
      return { status: 204 };
    },
    release: () => {},
    now: () => 0,
    random: () => 0,
    after(_ms, callback) {
      timer.callback = callback;
      return () => {};
    },
    retry: { attempts: 1, backoffMs: 1, backoffMaxMs: 1 },
    limits: { window: 4, laneDepth: 4, lookahead: 16, waitingStations: 16 },
    observe: () => {},
    onError: () => {},
  };
  const options = { checkSink: () => {}, newId: () => String(stored.size), saveEveryMs: 1 };
  const subscriptions = new Subscriptions(world, options);
  await subscriptions.start([]);
  const publish = () => {
    const position = log.length + 1;
    const record = {
      position,
      previousPosition: 0,
      type: eventTypes.observation,
      station: 'a',
      text: '',
      headers: {},
    } as const;
    log.push(record);
    subscriptions.offer([record]);
  };
  return { subscriptions, pushed, stored, disk, publish, timer };
}

it('makes one subscription of two requests that come at once', async () => {
  const { subscriptions, pushed, publish } = await startSubscriptions();
  const [first, second] = await Promise.all([subscriptions.create(request), subscriptions.create(request)]);
  expect([first.created, second.created]).toEqual([true, false]);
  publish();
  await waitFor(() => subscriptions.get('one')!.lag === 0);
  expect(pushed).toEqual([1]);
});

it('keeps to its bound when many are made at once', async () => {
  const { subscriptions } = await startSubscriptions();
  const made = await Promise.allSettled(
    Array.from({ length: mostSubscriptions + 5 }, (_, index) => subscriptions.create({ ...request, id: `s${index}` })),
  );
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(mostSubscriptions);
  expect((made.at(-1) as PromiseRejectedResult).reason).toBeInstanceOf(SubscriptionConflictError);
});

it('goes on delivering when its end cannot be written down', async () => {
  const { subscriptions, pushed, disk, publish } = await startSubscriptions();
  await subscriptions.create(request);
  disk.full = true;
  await expect(subscriptions.remove('one')).rejects.toBeInstanceOf(StorageFullError);
  publish();
  await waitFor(() => subscriptions.get('one')!.lag === 0);
  expect(pushed).toEqual([1]);
  disk.full = false;
  expect([await subscriptions.remove('one'), await subscriptions.remove('one')]).toEqual([true, false]);
  expect(subscriptions.list()).toEqual([]);
});

it('does not write a subscription down again while it is being removed', async () => {
  const { subscriptions, stored, publish, timer } = await startSubscriptions();
  await subscriptions.create(request);
  publish();
  const removed = subscriptions.remove('one');
  await Promise.resolve();
  timer.callback();
  await removed;
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect([...stored.keys()]).toEqual([]);
});
