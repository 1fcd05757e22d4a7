import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeCluster, type FakeOptions } from '../../test/fake-cluster.ts';
import { lineTo, openFakeMesh } from '../../test/fake-mesh.ts';
import { send } from '../../test/fake-traffic.ts';
import { beginVirtualTime, endVirtualTime, pass } from '../../test/virtual-time.ts';
import { clusterOf, urlOf } from '../catalog/names.ts';
import { sequentially } from '../catalog/requests.ts';
import { takePhase } from './take-phase.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';
const id = 'lab/run/direct';
const path = '/api/v1/model';
const requests = 6;

type Act = (cluster: FakeCluster) => void | Promise<void>;

/** Six requests of a client to two pods; what else happens meanwhile is up to the caller. */
async function phaseWith({
  before = () => {},
  meanwhile = () => {},
  hasProxy = true,
  ...options
}: FakeOptions & { before?: Act; meanwhile?: Act; hasProxy?: boolean } = {}) {
  const cluster = new FakeCluster(options);
  const mesh = openFakeMesh(cluster, lineTo(new AbortController().signal));
  cluster.scale(service, 2);
  for (const { replica } of cluster.workload(service).pods) replica.ready = true;
  const client = await mesh.startClient({ name: 'client', proxyConcurrency: 1, hasProxy, withFortio: false });
  const plan = { ...sequentially({ url: urlOf(service, path), requests }), id };
  // What was there before does not count.
  await client.run({ ...plan, id: 'lab/run/before' });
  await pass(5000);
  await before(cluster);
  const begun = Date.now();
  const phase = await takePhase(
    { mesh, signal: new AbortController().signal, replicas: mesh.replicas },
    {
      named: { name: 'direct', title: 'A few requests' },
      watch: { proxies: [{ workload: service, side: 'server' }], services: [service] },
      proxies: [{ replica: client.replica, side: 'client' }],
      isOurs: ({ userAgent }) => userAgent.startsWith(`${id}/`),
      make: async () => {
        const load = await client.run(plan);
        await meanwhile(cluster);
        return { load, sent: requests, more: { told: 1 } };
      },
    },
  );
  return { phase, cluster, waited: Date.now() - begun };
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);

test('all witnesses tell of the traffic, and of it alone', async () => {
  const { phase } = await phaseWith();
  const [client, ...servers] = phase.proxies;
  expect(phase).toMatchObject({ name: 'direct', changed: [], more: { told: 1 } });
  expect(phase.load.records).toHaveLength(requests);
  expect(client).toMatchObject({ side: 'client', workers: 1, others: {} });
  expect(client!.log.map(({ userAgent }) => userAgent)).toEqual(
    Array.from({ length: requests }, (_, index) => `${id}/${index}`),
  );
  expect(Object.keys(client!.picks)).toEqual([clusterOf(service)]);
  expect(sum(client!.picks[clusterOf(service)]!)).toBe(requests);
  expect(client!.growth).toEqual({ [`cluster.${clusterOf(service)};.upstream_rq_total`]: requests });
  expect(servers).toHaveLength(2);
  expect(servers.flatMap(({ log }) => log)).toHaveLength(requests);
  const answers = phase.services.map((account) => account.answers[`GET ${path} 200`] ?? 0);
  expect(answers).toEqual(servers.map(({ log }) => log.length));
});

const asked = { method: 'GET', headers: {}, body: undefined, userAgent: null };

function askForOthers(cluster: FakeCluster, count: number): void {
  const [queue] = cluster.workload('message-queue').pods;
  for (let index = 0; index < count; index++) send(cluster, queue!, { ...asked, service, path: `${path}?n=${index}` });
}

test("others' requests that came in meanwhile are counted by themselves, and not what a service asked itself", async () => {
  const { phase } = await phaseWith({
    meanwhile: (cluster) => {
      const [pod] = cluster.workload(service).pods;
      askForOthers(cluster, 5);
      send(cluster, pod!, { ...asked, service: 'gui', path: '/api/v1/live' });
    },
  });
  const servers = phase.proxies.filter(({ side }) => side === 'server');
  expect(servers.flatMap(({ log }) => log)).toHaveLength(requests);
  const others = servers.map((account) => account.others);
  expect(others.flatMap((counts) => Object.keys(counts)).every((key) => key === `GET ${path}`)).toBe(true);
  expect(others.reduce((total, counts) => total + sum(counts), 0)).toBe(5);
});

test('requests from before of which a proxy tells late are none of the phase', async () => {
  const { phase } = await phaseWith({
    logDelayMs: 9000,
    before: async (cluster) => {
      askForOthers(cluster, 5);
      await pass(3000);
    },
  });
  const [client, ...servers] = phase.proxies;
  expect(client!.log).toHaveLength(requests);
  expect(servers.map(({ others }) => others)).toEqual([{}, {}]);
  expect(phase.services.reduce((total, { answers }) => total + sum(answers), 0)).toBe(requests);
});

test('a pod that goes takes its account along: the others tell theirs, and nobody waits for it', async () => {
  const { phase, waited } = await phaseWith({ meanwhile: (cluster) => cluster.replacePod(service) });
  expect(phase.changed).toEqual([service]);
  expect(phase.proxies.map(({ side }) => side)).toEqual(['client', 'server']);
  expect(phase.services).toHaveLength(1);
  expect(waited).toBeLessThan(5000);
});

test('a pod that comes, or is not ready any more, is told of', async () => {
  const more = await phaseWith({ meanwhile: (cluster) => cluster.scale(service, 3) });
  expect(more.phase.changed).toEqual([service]);
  expect(more.phase.services).toHaveLength(2);
  const unready = await phaseWith({
    meanwhile: (cluster) => {
      Object.assign(cluster.workload(service).pods[0]!, { looksUntilReady: 9 }).replica.ready = false;
    },
  });
  expect(unready.phase.changed).toEqual([service]);
});

test('lines that never come are waited for, but not for ever', async () => {
  const { phase, waited } = await phaseWith({
    isLost: ({ replica }, line) => replica.workload === 'client' && line === 8,
  });
  expect(phase.proxies[0]!.log).toHaveLength(requests - 1);
  expect(waited).toBeGreaterThan(20_000);
  expect(waited).toBeLessThan(30_000);
});

test('a client without a proxy gives no account of one', async () => {
  const { phase } = await phaseWith({ hasProxy: false });
  expect(phase.proxies.map(({ side }) => side)).toEqual(['server', 'server']);
});
