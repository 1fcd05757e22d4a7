import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { accessLine } from '../../test/access-lines.ts';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { lineTo, openFakeMesh } from '../../test/fake-mesh.ts';
import { balancing } from '../../test/made-up-lab.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import type { ProxyAccount } from '../bench/evidence.ts';
import type { Lab } from '../catalog/lab.ts';
import { roundRobin } from '../catalog/round-robin/round-robin.ts';
import type { MeshObject, Replica } from '../mesh/mesh.ts';
import type { Attempt } from './attempt.ts';
import { findCauses, lookAround } from './causes.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';
const rule = balancing(service, 'ROUND_ROBIN');

interface Around {
  objects?: MeshObject[];
  lab?: Partial<Lab>;
  /** What is wrong, before the rule is applied. */
  spoil?: (cluster: FakeCluster) => void;
  proxies?: (client: Replica) => Partial<ProxyAccount>[];
}

/** Layers that are named on a fake mesh where the rule is in force, and the findings themselves. */
async function causesOf({ objects = [rule], lab = {}, spoil, proxies = () => [] }: Around) {
  const cluster = new FakeCluster({ looksUntilLive: 0 });
  spoil?.(cluster);
  const mesh = openFakeMesh(cluster, lineTo(new AbortController().signal));
  const client = await mesh.startClient({ name: 'client', ...roundRobin.client });
  await mesh.apply(objects);
  const whole = { ...roundRobin, ...lab };
  const around = await lookAround({ mesh, lab: whole, setting: whole.rule, objects, client });
  const attempt = { phases: [{ proxies: proxies(client.replica).map(account) }] } as unknown as Attempt;
  const findings = findCauses(around, [attempt]);
  return { layers: findings.map(({ layer }) => layer), findings };
}

const account = (told: Partial<ProxyAccount>) => ({ side: 'client', workers: 1, growth: {}, log: [], ...told });

const lines = (...attempts: number[]) => attempts.map((count) => accessLine({ attempts: count }));

const limit = (labels: Record<string, string>): MeshObject => ({
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name: 'limit', namespace: 'weather' },
  spec: {
    workloadSelector: { labels },
    configPatches: [{ patch: { value: { name: 'envoy.filters.http.local_ratelimit', typed_config: {} } } }],
  },
});

const subsets = (version: string): MeshObject => ({
  ...rule,
  spec: { ...(rule.spec as object), subsets: [{ name: 'chosen', labels: { version } }] },
});

test('where all is as it should be, no cause is named', async () => {
  const around = { proxies: (replica: Replica) => [{ replica, workers: 1, log: lines(1, 1) }] };
  expect((await causesOf(around)).findings).toEqual([]);
});

describe('a cause is named where it is there, and not where it is not', () => {
  test('no sidecar', async () => {
    const { findings } = await causesOf({
      spoil: (cluster) => {
        cluster.workload(service).pods[0]!.replica.hasProxy = false;
      },
    });
    expect(findings).toMatchObject([{ layer: 'sidecar', evidence: expect.stringContaining('istio-proxy') }]);
    expect(findings[0]!.proof).toMatchObject({ of: 'containers', replica: { workload: service } });
  });

  test.each([
    ['web', undefined, true],
    ['', undefined, true],
    ['httpx', undefined, true],
    ['tcp-main', 'tcp', true],
    ['http', undefined, false],
    ['http-web', undefined, false],
    ['grpc', undefined, false],
    ['web', 'http', false],
    ['web', 'kubernetes.io/h2c', false],
  ])('a port that is named "%s" with appProtocol %s', async (name, protocol, isCause) => {
    const { layers } = await causesOf({
      spoil: ({ services }) => {
        services.get(service)!.ports = [{ name, port: 3001, protocol }];
      },
    });
    expect(layers).toEqual(isCause ? ['service port'] : []);
  });

  test('a subset without endpoints', async () => {
    const { findings } = await causesOf({ objects: [subsets('v1x')] });
    expect(findings).toMatchObject([{ layer: 'subset', evidence: expect.stringContaining('outbound|3001|chosen|') }]);
    expect((await causesOf({ objects: [subsets('v1')] })).layers).toEqual([]);
  });

  test("but not somebody else's subset of a service that the lab does not ask", async () => {
    const theirs: MeshObject = { ...subsets('v9'), metadata: { name: 'theirs' } };
    const objects = [rule, { ...theirs, spec: { ...(theirs.spec as object), host: 'gui' } }];
    expect((await causesOf({ objects })).layers).toEqual([]);
  });

  test('an EnvoyFilter that matched nothing', async () => {
    const { findings } = await causesOf({ objects: [rule, limit({ app: 'machine-lerning' })] });
    expect(findings).toMatchObject([
      {
        layer: 'EnvoyFilter',
        says: expect.stringContaining('limit'),
        evidence: expect.stringContaining('local_ratelimit'),
      },
    ]);
    expect((await causesOf({ objects: [rule, limit({ app: 'machine-learning' })] })).layers).not.toContain(
      'EnvoyFilter',
    );
  });

  test("several workers of the client's proxy, where the lab asked for one", async () => {
    const around = { proxies: (replica: Replica) => [{ replica, workers: 2 }] };
    expect((await causesOf(around)).findings).toMatchObject([
      { layer: 'proxy workers', evidence: expect.stringContaining('has 2, not 1') },
    ]);
    const client = { ...roundRobin.client, proxyConcurrency: undefined };
    expect((await causesOf({ ...around, lab: { client } })).layers).toEqual([]);
    const others = {
      proxies: (replica: Replica) => [{ replica: { ...replica, name: 'message-queue-1' }, workers: 2 }],
    };
    expect((await causesOf(others)).layers).toEqual([]);
  });

  test('requests that a proxy tried again by itself', async () => {
    const around = { proxies: (replica: Replica) => [{ replica, log: lines(1, 3, 2, 1) }] };
    expect((await causesOf(around)).findings).toMatchObject([
      { layer: 'retries', evidence: expect.stringMatching(/^2 requests of client-/) },
    ]);
    // The proxy beside a service passes on what was asked again elsewhere.
    const server = { proxies: (replica: Replica) => [{ replica, side: 'server' as const, log: lines(2) }] };
    expect((await causesOf(server)).layers).toEqual([]);
  });

  test('a limit that counts in each pod for itself', async () => {
    const objects = [rule, limit({ app: 'machine-learning' })];
    const involves = (workloads: string[]) => ({ involves: { workloads, services: [service] } });
    const two = [service, 'machine-learning-v2'];
    expect((await causesOf({ objects, lab: involves(two) })).findings).toMatchObject([
      { layer: 'limit per pod', says: expect.stringContaining('2 pods let through 2 times as much') },
    ]);
    expect((await causesOf({ objects, lab: involves([service]) })).layers).toEqual([]);
    expect((await causesOf({ objects, lab: involves([service, 'message-queue']) })).layers).toEqual([]);
    expect((await causesOf({ lab: involves(two) })).layers).toEqual([]);
  });

  test('another rule, in each proxy that decides', async () => {
    const { findings } = await causesOf({ objects: [balancing(service, 'RANDOM')] });
    expect(findings.map(({ layer, evidence }) => `${layer}: ${evidence}`)).toEqual([
      'rule: it is balanced by RANDOM',
      'rule: it is balanced by RANDOM',
    ]);
    expect(findings[0]!.proof).toMatchObject({ of: 'proxy-configuration', replica: { workload: 'client' } });
    expect(findings[1]!.proof).toMatchObject({ of: 'proxy-configuration', replica: { workload: 'message-queue' } });
  });
});

test('a run names the cause of its outcome: several workers, each with a circle of its own', async () => {
  const { run } = await runOn(new FakeCluster({ clientWorkers: 2 }), roundRobin);
  expect(run.verdict.outcome).toBe('not reproduced');
  expect(run.verdict.deciding).toContain('direct-order');
  expect(run.findings.map(({ layer }) => layer)).toEqual(['proxy workers']);
});
