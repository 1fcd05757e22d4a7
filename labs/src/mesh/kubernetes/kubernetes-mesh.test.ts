import { expect, test } from 'vitest';
import { openKubernetesMesh } from './kubernetes-mesh.ts';
import { type Reply, list, madeUpCluster } from './testing.ts';

const config = JSON.stringify({
  'current-context': 'minikube',
  contexts: [{ name: 'minikube', context: { cluster: 'one' } }],
  clusters: [{ name: 'one', cluster: { server: 'https://127.0.0.1:6443' } }],
});
const istiod = {
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: {
    selector: { matchLabels: {} },
    template: { spec: { containers: [{ name: 'discovery', image: 'docker.io/istio/pilot:1.31.0' }] } },
  },
  status: { readyReplicas: 1 },
};
const version = { gitVersion: 'v1.34.4' };
const gateway = { metadata: { name: 'gate', namespace: 'gate-place' }, spec: {}, status: {} };

const clusterWith = (...namespaces: unknown[]) =>
  madeUpCluster([
    ['config view', config],
    ['version', JSON.stringify({ clientVersion: version, serverVersion: version })],
    ['get deployments -A', list(istiod)],
    ['get services -A', list(gateway)],
    ['get namespaces', list(...namespaces)],
    ['get deployments -n weather', list()],
    ['get configmap', ''],
  ] satisfies [string, Reply][]);

const ours = {
  metadata: { name: 'weather', labels: { 'app.kubernetes.io/part-of': 'weather-mesh' } },
  status: { phase: 'Active' },
};

test('facts tell where a run took place', async () => {
  const mesh = await openKubernetesMesh(clusterWith(ours).world);
  expect(await mesh.facts()).toEqual({
    place: 'minikube',
    platform: 'Kubernetes v1.34.4',
    istio: '1.31.0',
    images: {},
  });
});

test.each([
  ['is not deployed', [], 'the system is not deployed', 'NotDeployedError'],
  [
    'is being deleted',
    [{ ...ours, status: { phase: 'Terminating' } }],
    'namespace weather is being deleted',
    'MeshError',
  ],
  ["is somebody else's", [{ ...ours, metadata: { name: 'weather' } }], 'namespace weather is not ours', 'MeshError'],
])('a system that %s is no mesh to study', async (_, namespaces, message, name) => {
  const error = await openKubernetesMesh(clusterWith(...namespaces).world).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name, message, hint: expect.stringContaining('pnpm cluster up') });
});

test('what goes on after an abort does so with a signal of its own', async () => {
  const { world, ending } = clusterWith(ours);
  const mesh = await openKubernetesMesh(world);
  const lasting = mesh.until(new AbortController().signal);
  ending.abort();
  await expect(mesh.journal()).rejects.toThrow(/aborted/);
  expect(await lasting.journal()).toBeUndefined();
});
