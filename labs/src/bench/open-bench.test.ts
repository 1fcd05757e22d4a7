import { modelPath } from '@weather/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { madeUpLab } from '../../test/made-up-lab.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { balancesBy } from '../catalog/expectations.ts';
import type { Lab } from '../catalog/lab.ts';
import { clusterOf, urlOf } from '../catalog/names.ts';
import { readReport, writeReport } from '../report/report-file.ts';
import { sequentially } from '../catalog/requests.ts';
import { toReport } from '../runner/to-report.ts';
import type { Asking, Bench } from './bench.ts';
import type { Phase } from './evidence.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';
const second = { name: 'second', proxyConcurrency: 1, hasProxy: true, withFortio: false };
const further = { ...second, name: 'further', hasProxy: false };
const server = { proxies: [{ workload: service, side: 'server' as const }], services: [service] };
const asked = sequentially({ url: urlOf(service, modelPath), requests: 4 });

/** Runs a lab that does with its bench what a test wants, and nothing else. */
async function runWith(observe: (bench: Bench) => Promise<Phase>, changed: Partial<Lab> = {}) {
  const cluster = new FakeCluster();
  const lab: Lab = { ...madeUpLab, ...changed, observe: async (bench) => [await observe(bench)] };
  return { ...(await runOn(cluster, lab)), cluster };
}

test('a further client makes requests of its own, is proved to have the rule, and is gone in the end', async () => {
  let name = '';
  const { run, cluster } = await runWith(async (bench) => {
    const client = await bench.startClient(second);
    name = client.replica.name;
    expect(await bench.replicas('second')).toEqual([client.replica]);
    await bench.change({}, [balancesBy('second', { service }, 'ROUND_ROBIN')]);
    return bench.phase({ name: 'direct', title: 'A few requests' }, asked, server, client);
  });
  const attempt = run.attempts[0]!;
  const own = attempt.phases[0]!.proxies.filter(({ side }) => side === 'client');
  expect(own.map(({ replica, log }) => [replica.name, log.length])).toEqual([[name, 4]]);
  expect(attempt.propagation.map(({ proxy }) => proxy)).toContain(name);
  expect(run.verdict.outcome).toBe('reproduced');
  expect(cluster.pods().map(({ replica }) => replica.name)).not.toContain(name);
});

test('a proxy tells what it makes of the endpoints of a cluster, and nothing of one that it has not', async () => {
  const told: unknown[] = [];
  await runWith(async (bench) => {
    for (const cluster of [clusterOf(service), clusterOf('nobody')])
      told.push(await bench.endpoints(bench.client.replica, cluster));
    return bench.phase({ name: 'direct', title: 'A few requests' }, asked, server);
  });
  const healthy = expect.objectContaining({ healthy: true });
  expect(told).toEqual([[healthy, healthy], []]);
});

test('several clients ask in one phase, each with a record of its own', async () => {
  const { run } = await runWith(async (bench) => {
    const [inside, outside] = [await bench.startClient(second), await bench.startClient(further)];
    const asking: [Asking, ...Asking[]] = [
      { client: bench.client, plan: asked },
      { client: inside, plan: { ...asked, requests: 3 } },
      { client: outside, plan: { ...asked, requests: 2 } },
    ];
    return bench.phaseOfSeveral({ name: 'direct', title: 'Three clients' }, asking, server);
  });
  const [phase] = run.attempts[0]!.phases;
  expect(phase!.load.records).toHaveLength(4);
  expect(phase!.further!.map(({ replica, load }) => [replica.hasProxy, load.records.length])).toEqual([
    [true, 3],
    [false, 2],
  ]);
  const ids = [phase!.load, ...phase!.further!.map(({ load }) => load)].map(({ plan }) => plan!.id);
  expect(new Set(ids).size).toBe(3);
  const lines = (side: string) => phase!.proxies.filter((one) => one.side === side).map(({ log }) => log.length);
  expect([lines('client'), lines('server').reduce((sum, count) => sum + count)]).toEqual([[4, 3], 9]);
  expect(run.attempts[0]!.checks.find(({ role }) => role === 'witness')).toMatchObject({ result: 'holds', n: 9 });
});

test('certificates are told of a client and of every replica of a workload', async () => {
  const found: string[][] = [];
  await runWith(async (bench) => {
    for (const workload of ['client', service])
      found.push((await bench.certificates(workload)).map(({ identity }) => identity));
    return bench.phase({ name: 'direct', title: 'A few requests' }, asked, server);
  });
  expect(found[0]).toEqual(['spiffe://cluster.local/ns/weather/sa/client']);
  expect(new Set(found[1])).toEqual(new Set(['spiffe://cluster.local/ns/weather/sa/machine-learning-v1']));
});

test('several runs of a client are one phase, in which its proxy is watched like any other', async () => {
  const { run } = await runWith((bench) => {
    const id = `lab/${bench.run}/several`;
    const watch = { ...server, proxies: [{ workload: 'client', side: 'client' as const }, ...server.proxies] };
    return bench.observe(
      { name: 'several', title: 'Several runs' },
      watch,
      ({ userAgent }) => userAgent.startsWith(`${id}/`),
      async () => {
        for (const plan of [asked, asked]) await bench.client.run({ ...plan, id });
        return { statuses: { 200: 8 }, more: {}, tool: 'a tool 1.0' };
      },
    );
  });
  const [phase] = run.attempts[0]!.phases;
  expect(phase!.load).toMatchObject({ tool: 'a tool 1.0', statuses: { 200: 8 } });
  expect(phase!.proxies.find(({ side }) => side === 'client')!.log).toHaveLength(8);
  expect(run.attempts[0]!.checks.find(({ role }) => role === 'witness')!.result).toBe('holds');
});

test('rules of a folder within the scenario come as the setting has them, and stand in the report', async () => {
  const heard: string[] = [];
  const scenario = {
    scenario: 'circuit-breaker',
    rule: {
      ...madeUpLab.rule,
      expectations: [],
      change: (objects: Parameters<Lab['rule']['change']>[0]) => objects.filter(({ kind }) => kind !== 'EnvoyFilter'),
    },
  };
  const { run } = await runWith(async (bench) => {
    heard.push(...(await bench.rulesIn('measured')).map(({ kind }) => kind));
    return bench.phase({ name: 'direct', title: 'A few requests' }, asked, server);
  }, scenario);
  expect(heard).toEqual(['DestinationRule', 'VirtualService']);
  expect(run.objects.map(({ kind }) => kind)).toEqual(['DestinationRule']);
  const { manifests } = toReport(run, { product: '', labs: '', node: '' });
  expect(manifests.map(({ object, folder }) => [object.split(' ')[0], folder])).toEqual([
    ['DestinationRule', undefined],
    ['DestinationRule', 'measured'],
    ['VirtualService', 'measured'],
  ]);
});

test('manifests of a report are spelled out, also where a rule names one thing twice', async () => {
  const shared = { labels: { version: 'v1' } };
  const rule: Lab['rule'] = {
    ...madeUpLab.rule,
    change: (objects) => objects.map((object) => ({ ...object, shared: [shared, shared] })),
  };
  const { run } = await runWith((bench) => bench.phase({ name: 'direct', title: 'A few requests' }, asked, server), {
    rule,
  });
  const [manifest] = toReport(run, { product: '', labs: '', node: '' }).manifests;
  expect(manifest!.yaml.match(/version: v1/g)).toHaveLength(2);
});

test('what services log and count themselves is told of each replica', async () => {
  const heard: { logs: string[][]; metrics: string[] }[] = [];
  await runWith(async (bench) => {
    const phase = await bench.phase({ name: 'direct', title: 'A few requests' }, asked, server);
    const since = new Date(phase.load.startedAt);
    heard.push({ logs: await bench.serviceLogs(service, since), metrics: await bench.metrics(service) });
    return phase;
  });
  const [{ logs, metrics }] = heard as [(typeof heard)[number]];
  expect(logs.flat()).toHaveLength(4);
  expect(JSON.parse(logs.flat()[0]!)).toMatchObject({ msg: 'request answered', status_code: 200 });
  expect(metrics).toHaveLength(logs.length);
  expect(metrics.join('\n')).toContain('http_server_request_duration_seconds_count');
});

test('a change that no proxy shows leaves it open, with what was taken until then; there is no fresh traffic', async () => {
  const { run, calls, cluster } = await runWith(async (bench) => {
    const phase = await bench.phase({ name: 'direct', title: 'A few requests' }, asked, server);
    await bench.change({}, [balancesBy('client', { service }, 'RANDOM')]);
    return phase;
  });
  expect(run.verdict).toMatchObject({
    outcome: 'inconclusive',
    because: expect.stringMatching(/a change on the way never became live: .*ROUND_ROBIN/),
  });
  expect(run.attempts).toMatchObject([{ checks: [], phases: [{ name: 'direct', load: { statuses: { 200: 4 } } }] }]);
  expect(calls.filter((call) => call.startsWith('run lab/'))).toHaveLength(1);
  expect(cluster.journal).toBeUndefined();
  expect(readReport(writeReport(toReport(run, { product: '1', labs: '1', node: '1' }))).verdict).toEqual(run.verdict);
});
