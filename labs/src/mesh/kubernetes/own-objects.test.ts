import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beginVirtualTime, endVirtualTime } from '../../../test/virtual-time.ts';
import type { MeshObject } from '../mesh.ts';
import { ownObjects } from './own-objects.ts';
import { type Call, type Reply, list, madeUpCluster, oneAfterTheOther } from './testing.ts';

vi.mock('node:timers/promises', () => import('../../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const rule = (kind: string, name: string, namespace?: string): MeshObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace, labels: { app: 'x' } },
  spec: {},
});

const found = (kind: string, name: string, more: object = {}) => ({
  kind,
  metadata: { name, namespace: 'weather', labels: { 'weather-mesh.io/lab': 'canary' }, ...more },
});
const foreign = (kind: string, name: string) => ({ kind, metadata: { name, namespace: 'weather' } });

function objectsWith(replies: readonly (readonly [string, Reply | ((call: Call) => Reply)])[]) {
  const cluster = madeUpCluster(replies);
  const place = { namespace: 'weather', gatewayNamespace: 'gate-place' };
  const objects = ownObjects(cluster.kubectl, place, () => 'canary');
  const applied = () =>
    JSON.parse(cluster.calls.find(({ line }) => line.includes(' apply '))!.stdin).items as MeshObject[];
  return { ...cluster, ...objects, applied };
}

test('what is applied is marked, has a namespace, and comes after what it refers to', async () => {
  const { apply, applied, lines } = objectsWith([
    ['get -f', ''],
    ['apply', 'applied'],
  ]);
  await apply([rule('VirtualService', 'a'), rule('EnvoyFilter', 'b', 'istio-system'), rule('DestinationRule', 'c')]);
  expect(applied().map(({ kind, metadata }) => `${kind} ${metadata.namespace}`)).toEqual([
    'DestinationRule weather',
    'VirtualService weather',
    'EnvoyFilter gate-place',
  ]);
  expect(applied()[0]!.metadata.labels).toEqual({
    app: 'x',
    'app.kubernetes.io/part-of': 'weather-mesh',
    'app.kubernetes.io/managed-by': 'weather-labs',
    'weather-mesh.io/lab': 'canary',
  });
  expect(lines().at(-1)).toMatch(/apply --server-side .*--field-manager=weather-labs --validate=strict/);
});

test('what is no rule goes where it says: a collector of spans stands beside Istio, wherever the gateway is', async () => {
  const { apply, applied } = objectsWith([
    ['get -f', ''],
    ['apply', 'applied'],
  ]);
  await apply([{ ...rule('Service', 'jaeger-collector', 'istio-system'), apiVersion: 'v1' }]);
  expect(applied()[0]!.metadata.namespace).toBe('istio-system');
});

test('pods of what is applied are marked, too', async () => {
  const { apply, applied } = objectsWith([
    ['get -f', ''],
    ['apply', 'applied'],
  ]);
  const spec = { replicas: 1, template: { metadata: { labels: { app: 'redis' } }, spec: { containers: [] } } };
  await apply([{ ...rule('Deployment', 'redis'), apiVersion: 'apps/v1', spec }]);
  expect(applied()[0]!.spec).toMatchObject({
    replicas: 1,
    template: { metadata: { labels: { app: 'redis', 'weather-mesh.io/lab': 'canary' } }, spec: { containers: [] } },
  });
});

test('a name that somebody else has is refused before anything is applied', async () => {
  const { apply, lines } = objectsWith([
    ['get -f', list(found('DestinationRule', 'c'), foreign('VirtualService', 'a'))],
  ]);
  const error = await apply([rule('DestinationRule', 'c'), rule('VirtualService', 'a')]).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({
    message: expect.stringContaining('VirtualService weather/a already'),
    hint: expect.stringContaining('kubectl -n weather delete virtualservice a'),
  });
  expect(lines().some((line) => line.includes('apply'))).toBe(false);
});

test('what is ours already is changed; one object alone is printed without a list', async () => {
  const { apply, applied } = objectsWith([
    ['get -f', JSON.stringify(found('DestinationRule', 'c'))],
    ['apply', 'applied'],
  ]);
  await apply([rule('DestinationRule', 'c')]);
  expect(applied()).toHaveLength(1);
});

test('removing leaves what others have under the name', async () => {
  const { remove, lines } = objectsWith([
    ['get -f', oneAfterTheOther(list(found('DestinationRule', 'c'), foreign('VirtualService', 'a')), '')],
    ['delete', 'deleted'],
  ]);
  await remove([rule('DestinationRule', 'c'), rule('VirtualService', 'a')]);
  expect(lines().filter((line) => line.includes('delete'))).toEqual([
    expect.stringMatching(/-n weather .* destinationrule\/c$/),
  ]);
});

test('removing all takes routes before rules, waits until nothing is left, and tells what it took', async () => {
  const ending = { deletionTimestamp: '2026-11-21T12:00:00Z' };
  const pod = found('Pod', 'redis-1', { ownerReferences: [{ kind: 'ReplicaSet' }] });
  const { removeAll, lines } = objectsWith([
    ['gate-place', list()],
    ['istio-system', list()],
    [
      '-n weather -l',
      oneAfterTheOther(
        list(found('DestinationRule', 'c'), found('VirtualService', 'a'), found('Deployment', 'redis'), pod),
        list(
          found('Deployment', 'redis', ending),
          found('Pod', 'redis-2', { ownerReferences: [{ kind: 'ReplicaSet' }] }),
        ),
        list(),
      ),
    ],
    ['delete', 'deleted'],
  ]);
  expect(await removeAll()).toEqual([
    'DestinationRule weather/c',
    'VirtualService weather/a',
    'Deployment weather/redis',
  ]);
  const deletions = lines().filter((line) => line.includes(' delete '));
  expect(deletions[0]).toMatch(/virtualservice\/a destinationrule\/c deployment\/redis$/);
  expect(deletions[1]).toMatch(/ pod\/redis-2$/);
});

test('what does not go is told', async () => {
  const stuck = found('ConfigMap', 'x', { deletionTimestamp: '2026-11-21T12:00:00Z' });
  const { removeAll } = objectsWith([
    ['gate-place', list()],
    ['istio-system', list()],
    ['-n weather -l', list(stuck)],
  ]);
  await expect(removeAll()).rejects.toThrow('does not go: ConfigMap weather/x');
});
