import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterKubectl, describeInCluster } from '../../../cluster/test/support/cluster.ts';
import { runCommand } from '@weather/cluster';
import { parseAccessLog } from '../../src/envoy/parse-access-line.ts';
import { picksByEndpoint } from '../../src/envoy/parse-clusters.ts';
import { parseConfiguration } from '../../src/envoy/parse-configuration.ts';
import { growthOf, numberOfWorkers, parseStatistics } from '../../src/envoy/parse-statistics.ts';
import type { FortioPlan, RequestPlan } from '../../src/load/plan.ts';
import { openKubernetesMesh } from '../../src/mesh/kubernetes/kubernetes-mesh.ts';
import {
  type Client,
  type Journal,
  type Mesh,
  MeshBusyError,
  MeshError,
  type MeshObject,
} from '../../src/mesh/mesh.ts';

const { context } = clusterKubectl;
const service = 'machine-learning-v1';
const url = `http://${service}:3001/api/v1/model`;
const cluster = `outbound|3001||${service}.weather.svc.cluster.local`;

const roundRobin: MeshObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'mesh-test' },
  spec: { host: service, trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBIN' } } },
};

const plan: RequestPlan = {
  tool: 'k6',
  id: 'lab/mesh-test/sequential',
  method: 'GET',
  url,
  headers: {},
  bodies: [],
  requests: 50,
  concurrency: 1,
  ratePerSecond: undefined,
  maxSeconds: 60,
  timeoutMs: 10_000,
  keepBodies: false,
};

const journal: Journal = {
  holder: `tests, process ${process.pid}`,
  lab: 'mesh-test',
  since: new Date().toISOString(),
  seenAlive: new Date().toISOString(),
  replicas: {},
  kept: false,
};

const open = (signal = new AbortController().signal) =>
  openKubernetesMesh({ run: runCommand, say: () => {}, print: () => {}, signal, env: process.env }, context);

const clientPods = () => clusterKubectl.text(['-n', 'weather', 'get', 'pods', '-l', 'app=lab-client', '-o', 'name']);

describeInCluster('the mesh of a Kubernetes cluster', () => {
  let mesh: Mesh;
  let client: Client;
  let isOurs = false;
  beforeAll(async () => {
    mesh = await open();
    await mesh.hold(journal);
    isOurs = true;
  });
  afterAll(async () => {
    if (!isOurs) return;
    await mesh.removeAll();
    await mesh.letGo();
  });

  const picksOf = async () => picksByEndpoint(await mesh.admin(client.replica, 'clusters?format=json'))[cluster] ?? {};
  const linesOf = async (isWanted: (userAgent: string) => boolean, since: Date) =>
    parseAccessLog(await mesh.accessLog(client.replica, since)).filter(({ userAgent }) => isWanted(userAgent));

  test('tells where it is', async () => {
    const facts = await mesh.facts();
    expect(facts).toMatchObject({ place: context, platform: expect.stringMatching(/^Kubernetes v1\./) });
    expect(facts.images).toHaveProperty(service);
    expect(await mesh.servicePorts(service)).toEqual([{ name: 'http', port: 3001, protocol: 'http' }]);
    expect(await mesh.servicePorts('none-such')).toEqual([]);
  });

  test('a second runner is refused, and told by whom', async () => {
    const other = await open();
    const refused = other.hold({ ...journal, holder: 'somebody else' });
    await expect(refused).rejects.toThrow(MeshBusyError);
    await expect(refused).rejects.toThrow(journal.holder);
    expect(await other.journal()).toEqual(journal);
  });

  test('what it notes is what others read', async () => {
    const noted = { ...journal, replicas: { [service]: await mesh.wanted(service) } };
    await mesh.note(noted);
    expect(await (await open()).journal()).toEqual(noted);
  });

  test('replicas have an address, a version and a proxy; the gateway is one', async () => {
    const [replica] = await mesh.replicas(service);
    expect(replica).toMatchObject({ workload: service, version: 'v1', ready: true, hasProxy: true });
    const [gateway] = await mesh.replicas('istio-ingressgateway');
    expect(gateway).toMatchObject({ ready: true, hasProxy: true });
    expect(await mesh.wanted('istio-ingressgateway')).toBeGreaterThan(0);
    expect(await mesh.metrics(replica!)).toMatch(/^weather_model_observations_total\{/m);
    await expect(mesh.replicas('none-such')).rejects.toThrow(MeshError);
  });

  test('what is not from a lab is neither changed nor removed', async () => {
    const taken: MeshObject = { ...roundRobin, metadata: { name: 'weather' } };
    await expect(mesh.apply([roundRobin, taken])).rejects.toThrow('DestinationRule weather/weather already');
    await mesh.remove([taken]);
    await expect(mesh.apply([taken])).rejects.toThrow('not from a lab');
  });

  test('a client with one worker sees a rule and makes requests that three witnesses count alike', async () => {
    client = await mesh.startClient({ name: 'mesh-test', proxyConcurrency: 1, hasProxy: true, withFortio: true });
    expect(client.replica).toMatchObject({ ready: true, hasProxy: true });
    await mesh.apply([roundRobin]);
    await expect
      .poll(
        async () => {
          const { clusters } = parseConfiguration(await mesh.admin(client.replica, 'config_dump?include_eds'));
          return clusters.find(({ name }) => name === cluster)?.lbPolicy;
        },
        { timeout: 30_000, interval: 250 },
      )
      .toBe('ROUND_ROBIN');

    const statistics = async () => parseStatistics(await mesh.admin(client.replica, 'stats?format=json'));
    const before = { statistics: await statistics(), picks: await picksOf() };
    expect(numberOfWorkers(before.statistics)).toBe(1);
    const progress: number[] = [];
    const run = await client.run(plan, (done) => progress.push(done));

    expect(run.records.map(({ index }) => index)).toEqual([...Array(50).keys()]);
    expect(run.statuses).toEqual({ '200': 50 });
    const [first] = run.records;
    expect(first).toMatchObject({ version: 'v1', marks: { server: 'envoy' }, error: '' });
    expect(run.records.every(({ sentAt }, index) => index === 0 || sentAt > run.records[index - 1]!.sentAt)).toBe(true);
    expect(progress.at(-1)).toBe(50);
    expect(run.tool).toMatch(/^k6 2\./);

    const picks = growthOf(before.picks, await picksOf());
    expect(Object.values(picks).reduce((sum, count) => sum + count, 0)).toBe(50);
    const growth = growthOf(before.statistics, await statistics());
    expect(growth[`cluster.${cluster};.upstream_rq_200`]).toBe(50);
    const ofThisRun = (userAgent: string) => userAgent.startsWith(plan.id);
    const since = new Date(run.startedAt - 1000);
    await expect
      .poll(async () => (await linesOf(ofThisRun, since)).length, { timeout: 20_000, interval: 500 })
      .toBe(50);
    const lines = await linesOf(ofThisRun, since);
    expect(new Set(lines.map(({ userAgent }) => userAgent)).size).toBe(50);
    expect(lines.every(({ upstreamCluster }) => upstreamCluster === cluster)).toBe(true);
    expect(lines.every(({ servedBy }) => servedBy === first!.servedBy)).toBe(true);
  });

  test('requests at a rate start when they are due, and answers are kept when asked for', async () => {
    const run = await client.run({
      ...plan,
      id: 'lab/mesh-test/rate',
      method: 'POST',
      url: 'http://message-queue:3001/api/v1/none-such',
      bodies: ['{"a":1}', '{"a":2}'],
      headers: { 'content-type': 'application/json' },
      requests: 20,
      concurrency: 4,
      ratePerSecond: 10,
      keepBodies: true,
    });
    expect(run.statuses).toEqual({ '404': 20 });
    expect(run.records[0]!.body).toMatchObject({ status: 404 });
    // On a busy machine any of them may leave late, none may leave early; at half the rate it would take 3.8 s.
    const early = run.records.filter(({ sentAt }, place) => sentAt < run.startedAt + 100 * place);
    expect(early).toEqual([]);
    expect(run.records.at(-1)!.sentAt - run.records[0]!.sentAt).toBeLessThan(3800);
  });

  test('the end of its time ends a run in order', async () => {
    const run = await client.run({
      ...plan,
      id: 'lab/mesh-test/short',
      requests: 1000,
      ratePerSecond: 5,
      maxSeconds: 2,
    });
    expect(run.records.length).toBeGreaterThan(0);
    expect(run.records.length).toBeLessThanOrEqual(11);
  });

  test('a host without an answer leaves records that say so', async () => {
    const nowhere = { ...plan, id: 'lab/mesh-test/nowhere', url: 'http://none-such:3001/', requests: 2 };
    const run = await client.run(nowhere);
    expect(run.statuses).toEqual({ '0': 2 });
    expect(run.records[0]).toMatchObject({ servedBy: '', error: expect.stringMatching(/./) });
  });

  test('fortio tells its answers by status, and its requests are known in the log', async () => {
    const fortio: FortioPlan = {
      tool: 'fortio',
      id: 'lab/mesh-test/fortio',
      url,
      requests: 20,
      concurrency: 2,
      maxSeconds: 30,
    };
    const run = await client.run(fortio);
    expect(run.statuses).toEqual({ '200': 20 });
    expect(run.tool).toMatch(/^fortio \d/);
    const lines = () => linesOf((userAgent) => userAgent === fortio.id, new Date(run.startedAt - 1000));
    await expect.poll(async () => (await lines()).length, { timeout: 20_000, interval: 500 }).toBe(20);
  });

  test('after an abort the work ends, and the rest can still be put back', async () => {
    const ending = new AbortController();
    const settings = { name: 'mesh-test-2', proxyConcurrency: undefined, hasProxy: true, withFortio: false };
    const starting = mesh.until(ending.signal).startClient(settings);
    await expect.poll(clientPods, { timeout: 60_000, interval: 100 }).toContain('lab-client-mesh-test-2');
    ending.abort(new Error('enough'));
    await expect(starting).rejects.toThrow('enough');
    const removed = await mesh.removeAll();
    expect(removed).toEqual(
      expect.arrayContaining([
        'DestinationRule weather/mesh-test',
        'Pod weather/lab-client-mesh-test',
        'Pod weather/lab-client-mesh-test-2',
        'ConfigMap weather/lab-client-mesh-test',
      ]),
    );
    expect(await mesh.removeAll()).toEqual([]);
    await mesh.letGo();
    expect(await mesh.journal()).toBeUndefined();
    await expect(mesh.note(journal)).rejects.toThrow(MeshBusyError);
    expect(await mesh.journal()).toBeUndefined();
  });
});
