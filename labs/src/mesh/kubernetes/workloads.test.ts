import { expect, test } from 'vitest';
import { gatewayWorkload } from '../mesh.ts';
import { type Call, type Reply, list, madeUpCluster } from './testing.ts';
import { imagesIn, workloadsIn } from './workloads.ts';

const deployment = {
  metadata: { name: 'machine-learning-v1', namespace: 'weather' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'machine-learning', version: 'v1' } },
    template: { spec: { containers: [{ name: 'service', image: 'weather/machine-learning:1' }] } },
  },
};

function pod(name: string, change: { labels?: object; spec?: object; status?: object; metadata?: object } = {}) {
  const labels = { app: 'machine-learning', version: 'v1', ...change.labels };
  return {
    metadata: { name, labels, ...change.metadata },
    spec: {
      containers: [{ name: 'service', image: 'a' }],
      initContainers: [{ name: 'istio-proxy', image: 'b', restartPolicy: 'Always' }],
      ...change.spec,
    },
    status: {
      phase: 'Running',
      podIP: '10.244.0.9',
      conditions: [{ type: 'Ready', status: 'True' }],
      ...change.status,
    },
  };
}

function workloadsWith(replies: readonly (readonly [string, Reply | ((call: Call) => Reply)])[]) {
  const cluster = madeUpCluster(replies);
  const place = { namespace: 'weather', gatewayNamespace: 'gate-place' };
  return { ...cluster, ...workloadsIn(cluster.kubectl, place) };
}

const withPods = (...pods: unknown[]) =>
  workloadsWith([
    ['get deployment machine-learning-v1', JSON.stringify(deployment)],
    ['get pods -n weather', list(...pods)],
  ]);

test('replicas are the pods that the deployment selects, by name, with their proxies', async () => {
  const classic = {
    containers: [
      { name: 'service', image: 'a' },
      { name: 'istio-proxy', image: 'b' },
    ],
    initContainers: [],
  };
  const { replicas } = withPods(
    pod('b', { status: { conditions: [] } }),
    pod('a'),
    pod('c', { spec: classic }),
    pod('d', { spec: { initContainers: [] } }),
    pod('other', { labels: { version: 'v2' } }),
  );
  const found = await replicas('machine-learning-v1');
  expect(found[0]).toEqual({
    workload: 'machine-learning-v1',
    name: 'a',
    address: '10.244.0.9',
    version: 'v1',
    ready: true,
    hasProxy: true,
  });
  expect(found.map(({ name, ready, hasProxy }) => [name, ready, hasProxy])).toEqual([
    ['a', true, true],
    ['b', false, true],
    ['c', true, true],
    ['d', true, false],
  ]);
});

test('pods that end or have ended are no replicas', async () => {
  const { replicas } = withPods(
    pod('ending', { metadata: { deletionTimestamp: '2026-11-21T12:00:00Z' } }),
    pod('evicted', { status: { phase: 'Failed' } }),
  );
  expect(await replicas('machine-learning-v1')).toEqual([]);
});

test("the gateway's pods are found by its label, where Istio has it", async () => {
  const gateway = pod('gate', { labels: { app: 'gate' }, spec: { containers: [{ name: 'istio-proxy', image: 'b' }] } });
  const { replicas, wanted } = workloadsWith([
    ['get pods -n gate-place -l istio=ingressgateway', list(gateway)],
    ['get deployments -n gate-place -l istio=ingressgateway', list(deployment)],
  ]);
  expect(await replicas(gatewayWorkload)).toMatchObject([{ name: 'gate', workload: gatewayWorkload, hasProxy: true }]);
  expect(await wanted(gatewayWorkload)).toBe(3);
});

test('a workload that a lab has put beside Istio is found there', async () => {
  const collector = { ...deployment, metadata: { name: 'collector', namespace: 'istio-system' } };
  const { replicas } = workloadsWith([
    ['get deployment collector -n weather', ''],
    ['get deployments -n istio-system -l weather-mesh.io/lab', list(collector)],
    ['get pods -n istio-system', list(pod('collector-1'))],
  ]);
  expect(await replicas('collector')).toMatchObject([{ name: 'collector-1', workload: 'collector' }]);
});

test('a workload that is not there says how to bring it in', async () => {
  const { replicas } = workloadsWith([
    ['get deployment machine-learning-v9', ''],
    ['get deployments -n istio-system', list()],
  ]);
  const error = await replicas('machine-learning-v9').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: 'the mesh has no workload machine-learning-v9', hint: /pnpm cluster up/ });
});

test('scaling says how many replicas there are to be, unless an autoscaler does', async () => {
  const autoscaler = { metadata: { name: 'auto' }, spec: { scaleTargetRef: { name: 'machine-learning-v1' } } };
  const replies = [
    ['get deployment', JSON.stringify(deployment)],
    ['scale', 'scaled'],
  ] as const;
  const free = workloadsWith([['horizontalpodautoscalers', list()], ...replies]);
  await free.scale('machine-learning-v1', 2);
  expect(free.lines().at(-1)).toContain('scale deployment machine-learning-v1 -n weather --replicas=2');
  const bound = workloadsWith([['horizontalpodautoscalers', list(autoscaler)], ...replies]);
  await expect(bound.scale('machine-learning-v1', 2)).rejects.toThrow('scaled by the autoscaler auto');
});

test('ports of a service have names and protocols; no service has none', async () => {
  const ports = [{ name: 'http', port: 3001, appProtocol: 'http' }, { port: 9000 }];
  const { servicePorts } = workloadsWith([
    ['get services', list({ metadata: { name: 'gui' }, spec: { ports }, status: {} })],
  ]);
  expect(await servicePorts('gui')).toEqual([
    { name: 'http', port: 3001, protocol: 'http' },
    { name: '', port: 9000, protocol: undefined },
  ]);
  expect(await servicePorts('none')).toEqual([]);
});

test('images are told of every workload that is not of a lab', async () => {
  const { kubectl, lines } = workloadsWith([['get deployments', list(deployment)]]);
  expect(await imagesIn(kubectl, 'weather')).toEqual({ 'machine-learning-v1': 'weather/machine-learning:1' });
  expect(lines()[0]).toContain('-l !weather-mesh.io/lab');
});
