import type { StoredObservationEvent } from '@weather/contracts';
import { PeerError } from '@weather/service-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comparable, observation } from './memory-log.ts';
import { MessageQueueOverHttp } from './message-queue-over-http.ts';
import { rightResults } from './reference.ts';
import { ReplicaOverHttp } from './replica-over-http.ts';
import { stubModel } from './stub-model.ts';

let queue: MessageQueueOverHttp;
const replicas: ReplicaOverHttp[] = [];

beforeEach(async () => {
  queue = new MessageQueueOverHttp();
  await queue.start();
});
afterEach(async () => {
  await Promise.all(replicas.splice(0).map((replica) => replica.stop()));
  await queue.stop();
});

/** Numerical Recipes' linear congruence: enough to toss coins, and the same each time. */
function coins(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

async function startReplica(environment?: Record<string, string>): Promise<ReplicaOverHttp> {
  const started = await new ReplicaOverHttp(queue.origin, environment).start();
  replicas.push(started);
  return started;
}

test('three replicas under random balancing, failing peers and restarts publish what one would', async () => {
  const random = coins(7);
  const names = ['pod-a', 'pod-b', 'pod-c'];
  const pods = await Promise.all(
    names.map((POD_NAME) => startReplica({ POD_NAME, MAX_STATIONS: '3', SERVICE_VERSION: 'test' })),
  );
  const lanes = new Map<string, StoredObservationEvent[]>();
  for (let counter = 1; counter <= 60; counter++) {
    for (const station of ['A', 'B', 'C', 'D']) {
      // Now and then a reading never comes, or comes after later ones.
      if (random() < 0.1) continue;
      const late = counter > 6 && random() < 0.1;
      const event = queue.log.append(observation(station, counter * 10 - (late ? 55 : 0)));
      lanes.set(station, [...(lanes.get(station) ?? []), event]);
    }
  }
  queue.mood = () => (random() < 0.1 ? 503 : 200);

  let delivered = 0;
  const restart = async (index: number) => {
    const old = pods[index]!;
    pods[index] = await startReplica({ POD_NAME: `${names[index]}-again`, SERVICE_VERSION: 'test' });
    await old.stop();
  };
  const deliver = async (event: StoredObservationEvent): Promise<void> => {
    const pod = pods[Math.floor(random() * pods.length)]!;
    try {
      await pod.push(event);
      // A lost acknowledgement.
      if (random() < 0.1) await deliver(event);
    } catch (error) {
      // 503, or no answer from one that was stopped.
      if (!(error instanceof PeerError) || (error.status ?? 503) !== 503) throw error;
      await deliver(event);
    }
  };
  await Promise.all(
    [...lanes.values()].map(async (events) => {
      for (const event of events) {
        await deliver(event);
        if (++delivered % 70 === 0) await restart(delivered % 3);
      }
    }),
  );

  expect(queue.refused).toEqual([]);
  expect(comparable(queue.log.results.values())).toEqual(comparable(rightResults(stubModel, queue.log.stored)));
  const served = new Set([...queue.log.results.values()].map(({ servedby }) => servedby));
  expect(served.size).toBeGreaterThan(3);
});

test('what a caller passes on reaches message-queue', async () => {
  const pod = await startReplica();
  const [first, second, third] = [1, 2, 3].map((counter) => queue.log.append(observation('A', counter)));
  expect(first).toBeDefined();
  expect(second).toBeDefined();
  const received = await pod.push(third!, { 'x-request-id': 'one-of-a-kind' });
  expect(received.outcome).toBe('learnt');
  expect(queue.requestIds).toContain('one-of-a-kind');
});
