import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { lineTo, openFakeMesh } from '../../test/fake-mesh.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import type { Trouble } from '../mesh/mesh.ts';
import { untilReady } from './replicas.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

/** Waits for three replicas where only one can come. */
async function waitWith(trouble: Trouble | undefined) {
  const cluster = new FakeCluster();
  if (trouble !== undefined) cluster.troubles.set('gui', trouble);
  const { signal } = new AbortController();
  const begun = Date.now();
  const error = await untilReady(openFakeMesh(cluster, lineTo(signal)), 'gui', 3, {
    signal,
    say: () => undefined,
    patienceMs: 60_000,
  }).catch((thrown: unknown) => thrown);
  return { error, seconds: (Date.now() - begun) / 1000 };
}

test('an image that is not there is told at once, with what to type', async () => {
  const { error, seconds } = await waitWith({ says: 'redis: ErrImagePull', hint: 'Bring it in', mayPass: false });
  expect(error).toMatchObject({
    message: 'gui: 1 of 3 ready, 1 there (redis: ErrImagePull)',
    hint: 'Bring it in',
  });
  expect(seconds).toBeLessThan(10);
});

test('what may pass is waited for, and named when it does not', async () => {
  const { error, seconds } = await waitWith({ says: 'no node takes it', hint: 'Look closer', mayPass: true });
  expect(error).toMatchObject({
    message: 'after 60 s gui: 1 of 3 ready, 1 there (no node takes it)',
    hint: 'Look closer',
  });
  expect(seconds).toBeGreaterThanOrEqual(60);
});

test('where nothing is known, that is said without a reason', async () => {
  const { error } = await waitWith(undefined);
  expect(error).toMatchObject({ message: 'after 60 s gui: 1 of 3 ready, 1 there' });
});
