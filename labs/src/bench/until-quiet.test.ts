import { expect, test } from 'vitest';
import { type Mesh, MeshError } from '../mesh/mesh.ts';
import { untilQuiet } from './until-quiet.ts';

const lag = (v1: number, v2: number) => `# TYPE message_queue_subscription_lag gauge
message_queue_subscription_lag{subscription="machine-learning-v1",service="message-queue"} ${v1}
message_queue_subscription_lag{subscription="machine-learning-v2",service="message-queue"} ${v2}`;

/** message-queue, of which each look sees the next of these metrics, and at last the last one again and again. */
function meshWith(metrics: string[]) {
  const replica = { workload: 'message-queue', name: 'message-queue-1', address: '10.0.0.1', version: 'v1' };
  let looks = 0;
  const mesh: Pick<Mesh, 'replicas' | 'metrics'> = {
    replicas: async () => [{ ...replica, ready: true, hasProxy: true }],
    metrics: async () => metrics[Math.min(looks++, metrics.length - 1)]!,
  };
  return { mesh: mesh as Mesh, looks: () => looks };
}

function patience(patienceMs: number) {
  const said: string[] = [];
  return { said, signal: new AbortController().signal, say: (text: string) => void said.push(text), patienceMs };
}

test('a system that has nothing to push is not waited for', async () => {
  const { mesh, looks } = meshWith([lag(0, 0)]);
  const options = patience(0);
  await untilQuiet(mesh, options);
  expect(looks()).toBe(1);
  expect(options.said).toEqual([]);
});

test('what is still to be pushed is waited for, and told once for each subscriber', async () => {
  const { mesh, looks } = meshWith([lag(3, 9), lag(2, 9), lag(0, 1), lag(0, 0)]);
  const options = patience(60_000);
  await untilQuiet(mesh, options);
  expect(looks()).toBe(4);
  expect(options.said).toEqual([
    'waiting until message-queue has pushed everything to machine-learning-v1',
    'waiting until message-queue has pushed everything to machine-learning-v2',
  ]);
});

test('where more keeps coming it is said that somebody uses the system', async () => {
  const { mesh } = meshWith([lag(0, 5)]);
  const error = await untilQuiet(mesh, patience(0)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MeshError);
  expect(error).toMatchObject({ message: expect.stringContaining('still pushing to machine-learning-v2') });
});
