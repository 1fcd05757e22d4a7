import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { MeshError } from '../mesh/mesh.ts';
import { canary } from './canary/canary.ts';
import type { Lab } from './lab.ts';
import { roundRobin } from './round-robin/round-robin.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

async function faultOf(cluster: FakeCluster, lab: Lab): Promise<MeshError> {
  const before = cluster.state();
  const error = await runOn(cluster, lab).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MeshError);
  expect(cluster.state()).toEqual(before);
  return error as MeshError;
}

test.each([
  ['simulation', roundRobin],
  ['message-queue', canary],
])('without a pod of %s a lab ends with what it answered and what to do', async (service, lab) => {
  const cluster = new FakeCluster();
  cluster.scale(service, 0);
  const { message, hint } = await faultOf(cluster, lab);
  expect(message).toBe(`${service} answered 503: a proxy said so, no pod of it`);
  expect(hint).toContain('pnpm cluster status');
});

test('models that never learn what they got are not asked about it', async () => {
  const cluster = new FakeCluster({ beforeRequest: () => void (cluster.lag = 5) });
  const { message } = await faultOf(cluster, canary);
  expect(message).toContain('message-queue is still pushing to machine-learning-v1');
});
