import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { beginVirtualTime, endVirtualTime } from '../../../test/virtual-time.ts';
import { MeshError } from '../mesh.ts';
import { madeUpCluster, oneAfterTheOther } from './testing.ts';

vi.mock('node:timers/promises', () => import('../../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const away = { fails: 'Unable to connect to the server: dial tcp 10.0.0.1:6443: connect: connection refused' };

test('while the API server does not answer, what may be done twice is tried again, and said once', async () => {
  const { kubectl, said, calls } = madeUpCluster([['get pods', oneAfterTheOther(away, away, '{"items":[]}')]]);
  expect(await kubectl.get(z.object({ items: z.array(z.unknown()) }), ['pods'])).toEqual({ items: [] });
  expect(calls).toHaveLength(3);
  expect(said).toEqual([expect.stringContaining('API server does not answer')]);
});

test('it gives up, with what to do then', async () => {
  const { kubectl } = madeUpCluster([['get pods', away]]);
  const error = await kubectl.text(['get', 'pods']).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MeshError);
  expect(error).toMatchObject({ message: /does not answer/, hint: /pnpm lab clean/ });
});

test('what must not be done twice, and what the API server refuses, is not tried again', async () => {
  const { kubectl, calls } = madeUpCluster([
    ['exec', away],
    ['get', { fails: 'Error from server (Forbidden): pods is forbidden' }],
  ]);
  await kubectl.once(['exec', 'pod']);
  await expect(kubectl.text(['get', 'pods'])).rejects.toThrow('kubectl get pods: Error from server (Forbidden)');
  expect(calls).toHaveLength(2);
});

test('an abort ends the waiting, with its reason', async () => {
  const { kubectl, ending } = madeUpCluster([['get', away]]);
  const call = kubectl.text(['get', 'pods']);
  ending.abort(new Error('Ctrl-C'));
  await expect(call).rejects.toThrow('Ctrl-C');
});

test('what is not there is undefined, and what is odd is said', async () => {
  const { kubectl } = madeUpCluster([
    ['absent', ''],
    ['odd', '{"metadata":{}}'],
  ]);
  const schema = z.object({ metadata: z.object({ name: z.string() }) });
  expect(await kubectl.find(schema, ['pod', 'absent'])).toBeUndefined();
  await expect(kubectl.find(schema, ['pod', 'odd'])).rejects.toThrow(
    /get pod odd printed something odd:.*metadata.name/s,
  );
});
