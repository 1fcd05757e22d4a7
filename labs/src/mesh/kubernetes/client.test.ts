import { expect, test } from 'vitest';
import type { FortioPlan, RequestPlan } from '../../load/plan.ts';
import type { ClientSettings } from '../mesh.ts';
import { startClient } from './client.ts';
import { type Call, type Reply, madeUpCluster, oneAfterTheOther } from './testing.ts';

const settings: ClientSettings = { name: 'a1', proxyConcurrency: 1, hasProxy: true, withFortio: false };

const proxy = { name: 'istio-proxy', image: 'proxy', restartPolicy: 'Always' };
const status = (name: string, state: object, ready = false) => ({ name, ready, restartCount: 0, image: 'x', state });

function pod({ ready = true, state = { running: {} }, proxies = [proxy], phase = 'Running', name = 'k6' } = {}) {
  return JSON.stringify({
    metadata: { name: 'lab-client-a1', labels: { version: 'v1' } },
    spec: { containers: [{ name: 'k6', image: 'grafana/k6:2.2.0' }], initContainers: proxies },
    status: {
      phase,
      podIP: '10.244.0.9',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [status(name, state, ready)],
    },
  });
}

function ground(replies: readonly (readonly [string, Reply | ((call: Call) => Reply)])[]) {
  const cluster = madeUpCluster([['apply', 'applied'], ...replies]);
  const context = { name: 'minikube', server: 'https://127.0.0.1', tool: 'minikube' as const };
  return { ...cluster, context, namespace: 'weather' };
}

const appliedBy = ({ calls }: { calls: Call[] }) => JSON.parse(calls[0]!.stdin).items;
const ready: readonly [string, Reply] = ['get pod lab-client-a1', pod()];

test('a client is a pod with a script, restricted, and gone by itself if nobody removes it', async () => {
  const on = ground([ready]);
  const client = await startClient(on, settings);
  expect(client.replica).toMatchObject({ workload: 'lab-client', name: 'lab-client-a1', address: '10.244.0.9' });
  const [scripts, made] = appliedBy(on);
  expect(scripts.data['lab-load.ts']).toContain('export default function');
  expect(made.metadata.labels).toMatchObject({
    app: 'lab-client',
    version: 'v1',
    'weather-mesh.io/lab': 'client',
    'sidecar.istio.io/inject': 'true',
  });
  expect(made.spec).toMatchObject({ automountServiceAccountToken: false, activeDeadlineSeconds: 1800 });
  expect(made.spec.containers.map(({ name }: { name: string }) => name)).toEqual(['k6']);
});

test('its proxy has the workers that were asked for, and counts what is sent to each cluster', async () => {
  const on = ground([ready]);
  await startClient(on, { ...settings, withFortio: true });
  const [, made] = appliedBy(on);
  const config = JSON.parse(made.metadata.annotations['proxy.istio.io/config']);
  expect(config).toMatchObject({ concurrency: 1, holdApplicationUntilProxyStarts: true });
  expect(config.proxyStatsMatcher.inclusionPrefixes).toEqual(expect.arrayContaining(['cluster.outbound', 'server']));
  expect(made.spec.containers.map(({ name }: { name: string }) => name)).toEqual(['k6', 'fortio']);
});

test('without a proxy nothing is injected', async () => {
  const on = ground([['get pod', pod({ proxies: [] })]]);
  const client = await startClient(on, { ...settings, hasProxy: false, proxyConcurrency: undefined });
  expect(client.replica.hasProxy).toBe(false);
  const [, made] = appliedBy(on);
  expect(made.metadata).toMatchObject({ labels: { 'sidecar.istio.io/inject': 'false' }, annotations: {} });
});

test('a namespace that gives it no proxy is told', async () => {
  const on = ground([['get pod', pod({ proxies: [] })]]);
  await expect(startClient(on, settings)).rejects.toThrow('Istio put no proxy into the load generator');
});

test('an image that is missing is told at once, with how to bring it in', async () => {
  const state = { waiting: { reason: 'ErrImagePull', message: 'no such host' } };
  const on = ground([['get pod', pod({ ready: false, state: state as never, phase: 'Pending' })]]);
  const error = await startClient(on, settings).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message: expect.stringContaining('grafana/k6:2.2.0 is not in the cluster'),
    hint: expect.stringContaining('minikube --profile minikube image load grafana/k6:2.2.0'),
  });
});

test('a client that fails is told, and one that is not ready yet is waited for', async () => {
  const waiting = pod({ ready: false, state: { waiting: { reason: 'PodInitializing' } } as never, phase: 'Pending' });
  expect((await startClient(ground([['get pod', oneAfterTheOther(waiting, pod())]]), settings)).replica.ready).toBe(
    true,
  );
  const failed = ground([['get pod', pod({ ready: false, phase: 'Failed' })]]);
  await expect(startClient(failed, settings)).rejects.toThrow('lab-client-a1 does not start');
});

const plan: RequestPlan = {
  tool: 'k6',
  id: 'lab/a/b',
  method: 'GET',
  url: 'http://gui:3001/',
  headers: {},
  bodies: [],
  requests: 1,
  concurrency: 1,
  ratePerSecond: undefined,
  maxSeconds: 5,
  timeoutMs: 1000,
  keepBodies: false,
};

const record = '{"index":0,"sentAt":1,"latencyMs":1,"status":200,"servedBy":"a","version":"v1","marks":{},"error":""}';

const outputOfOne = `k6 v2.2.0 (go)\n${record}\nlab-load: {"requests":1,"startedAt":1,"endedAt":2}\n`;

test('a plan goes in by stdin, and comes back as records', async () => {
  const on = ground([ready, ['exec -i -n weather lab-client-a1 -c k6', outputOfOne]]);
  const seen: number[] = [];
  const run = await (await startClient(on, settings)).run(plan, (done) => seen.push(done));
  expect(run).toMatchObject({ statuses: { '200': 1 }, tool: 'k6 2.2.0' });
  expect(JSON.parse(on.calls.at(-1)!.stdin)).toEqual(plan);
  expect(seen).toEqual([1]);
});

test.each([60, outputOfOne.length - 3])(
  'what the stream has lost behind character %d is read from the copy',
  async (at) => {
    const on = ground([ready, ['cat /plan/output', outputOfOne], ['exec -i', outputOfOne.slice(0, at)]]);
    expect((await (await startClient(on, settings)).run(plan)).statuses).toEqual({ '200': 1 });
    expect(on.lines().filter((line) => line.includes('exec -i'))).toHaveLength(1);
  },
);

test('a copy that has no end either is no run', async () => {
  const lost = ground([ready, ['exec', outputOfOne.slice(0, 60)]]);
  await expect((await startClient(lost, settings)).run(plan)).rejects.toThrow('k6 ended without telling what it did');
});

test('a run that broke off is not made twice', async () => {
  const broken = ground([ready, ['exec', { fails: 'error: read tcp: connection reset by peer' }]]);
  await expect((await startClient(broken, settings)).run(plan)).rejects.toThrow(/connection to the load generator/);
  expect(broken.lines().filter((line) => line.includes('exec'))).toHaveLength(1);
  const failed = ground([ready, ['exec', { fails: 'ReferenceError: x is not defined' }]]);
  await expect((await startClient(failed, settings)).run(plan)).rejects.toThrow(/k6 did not run.*ReferenceError/s);
});

test('fortio is called as a person would type it', async () => {
  const fortio: FortioPlan = {
    tool: 'fortio',
    id: 'lab/a/b',
    url: 'http://gui:3001/',
    requests: 2,
    concurrency: 2,
    maxSeconds: 5,
  };
  const result = { Version: '1.75.0', StartTime: '2026-11-21T12:00:00Z', ActualDuration: 1e9, RetCodes: { '200': 2 } };
  const on = ground([ready, ['-c fortio', JSON.stringify(result)]]);
  expect((await (await startClient(on, settings)).run(fortio)).statuses).toEqual({ '200': 2 });
  expect(on.lines().at(-1)).toContain(
    'fortio load -qps 0 -c 2 -n 2 -quiet -json - -H User-Agent: lab/a/b http://gui:3001/',
  );
});
