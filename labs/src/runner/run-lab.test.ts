import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCluster, type FakeOptions, withRestlessPods } from '../../test/fake-cluster.ts';
import { balancing, madeUpLab } from '../../test/made-up-lab.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { roundRobin } from '../catalog/round-robin/round-robin.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';

/** Whether the proxies that decide know all that was changed, at each request. */
const watched = (options: FakeOptions, deciders: readonly string[]) => {
  const stale: number[] = [];
  const cluster = new FakeCluster({
    ...options,
    beforeRequest: (count, mesh) => {
      const isStale = mesh
        .pods()
        .some(({ replica, proxy }) => deciders.includes(replica.workload) && proxy.looksLeft !== undefined);
      if (isStale) stale.push(count);
    },
  });
  return { cluster, stale };
};

describe('live before load', () => {
  test('no request is made while a proxy that decides does not have the rule', async () => {
    const { cluster, stale } = watched({ looksUntilLive: 7 }, ['client', 'message-queue']);
    const { run, calls } = await runOn(cluster, roundRobin);
    expect(run.verdict.outcome).toBe('reproduced');
    expect(stale).toEqual([]);
    const [applied, load] = ['apply DestinationRule', 'run lab/'].map((start) =>
      calls.findIndex((call) => call.startsWith(start)),
    );
    const looks = calls.slice(applied, load).filter((call) => call.endsWith('config_dump?include_eds'));
    expect(looks.filter((call) => call.includes('client'))).toHaveLength(8);
    expect(looks.filter((call) => call.includes('message-queue'))).toHaveLength(8);
    expect(calls.slice(0, applied).some((call) => call.startsWith('run '))).toBe(false);
  });

  test('nor after a change on the way', async () => {
    const { cluster, stale } = watched({ looksUntilLive: 5 }, ['client']);
    const { run } = await runOn(cluster, madeUpLab);
    expect(run.verdict.outcome).toBe('reproduced');
    expect(stale).toEqual([]);
    expect(run.attempts[0]!.propagation).toMatchObject([
      { what: expect.stringContaining('v2'), ms: expect.anything() },
    ]);
  });

  test('how long the rule took to come, and to go, is told of each proxy', async () => {
    const { run } = await runOn(new FakeCluster({ looksUntilLive: 3 }), roundRobin);
    const there = run.propagation.filter(({ what }) => what.includes('ROUND_ROBIN'));
    const gone = run.propagation.filter(({ what }) => what === 'the rule is gone again');
    for (const times of [there, gone]) {
      expect(times.map(({ proxy }) => proxy.replace(/-\w+$/, '')).toSorted()).toEqual(['client', 'message-queue']);
      expect(times.map(({ ms }) => ms)).toEqual([750, 750]);
    }
  });

  test('what a lab has changed on the way is taken away, too, before the proxies are asked for what they had before', async () => {
    const { run, said } = await runOn(new FakeCluster(), madeUpLab);
    expect(run.propagation.map(({ what }) => what)).toContain('the rule is gone again');
    expect(said.filter((line) => line.includes('not as before'))).toEqual([]);
  });

  test('where no rule ever comes nothing is said of it, and no load is made', async () => {
    const { run, calls, said } = await runOn(new FakeCluster({ looksUntilLive: Infinity }), roundRobin);
    expect(run.verdict).toMatchObject({ outcome: 'inconclusive', deciding: [], power: undefined });
    expect(run.verdict.because).toMatch(/never became live.*LEAST_REQUEST/);
    expect(run.attempts).toEqual([]);
    expect(calls.filter((call) => call.startsWith('run '))).toEqual([]);
    expect(run.findings).toMatchObject([
      { layer: 'control plane', evidence: expect.stringContaining('lab-marker-') },
      { layer: 'rule', evidence: 'it is balanced by LEAST_REQUEST' },
      { layer: 'rule', evidence: 'it is balanced by LEAST_REQUEST' },
    ]);
    const waited = said.filter((line) => line.startsWith('waiting for the proxy of client'));
    expect(waited).toEqual([expect.stringContaining('ROUND_ROBIN'), expect.stringContaining('lab-marker-')]);
  });

  test("somebody else's rule for the same host wins: that is named", async () => {
    const cluster = new FakeCluster();
    cluster.addForeign(balancing(service, 'RANDOM', 'theirs'));
    const before = cluster.state();
    const { run } = await runOn(cluster, roundRobin);
    expect(run.verdict.outcome).toBe('not reproduced');
    expect(run.findings[0]).toMatchObject({ layer: 'rule', evidence: 'it is balanced by RANDOM' });
    expect(cluster.state()).toEqual(before);
  });

  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'limiter', namespace: 'weather' },
    spec: { replicas: 2, template: { metadata: { labels: { app: 'limiter' } } } },
  };
  const bringing = {
    ...madeUpLab.rule,
    change: (objects: Parameters<typeof madeUpLab.rule.change>[0]) => [...objects, deployment],
  };

  test('it waits until a workload that the rules bring along is ready', async () => {
    const cluster = new FakeCluster({ looksUntilReady: 4 });
    const { calls } = await runOn(cluster, { ...madeUpLab, rule: bringing });
    const load = calls.findIndex((call) => call.startsWith('run '));
    expect(calls.slice(0, load).filter((call) => call === 'replicas limiter')).toHaveLength(5);
    expect(cluster.workloads.has('limiter')).toBe(false);
  });

  test('proxies of such a workload may have to show the rule, though they are there neither before nor after it', async () => {
    const cluster = new FakeCluster();
    const shown = { what: 'the limiter has it', proxies: 'limiter', missing: () => undefined };
    const rule = { ...bringing, expectations: [...bringing.expectations, shown] };
    const { run } = await runOn(cluster, { ...madeUpLab, rule });
    expect(run.propagation.map(({ what }) => what)).toContain('the limiter has it');
    expect(run.verdict.outcome).toBe('reproduced');
    expect(cluster.workloads.has('limiter')).toBe(false);
  });
});

const tripsAt = (...counts: number[]) =>
  new FakeCluster({
    beforeRequest: (count, { clients }) => {
      if (counts.includes(count)) for (const { proxy } of clients.values()) proxy.cursors.clear();
    },
  });

describe('a red check', () => {
  test('leads to one repeat on fresh traffic; when that is green, the lab is reproduced and both are shown', async () => {
    const { run, calls } = await runOn(tripsAt(100), roundRobin);
    expect(run.attempts.map(({ checks }) => checks.find(({ id }) => id === 'direct-order')?.result)).toEqual([
      'fails',
      'holds',
    ]);
    expect(run.verdict).toMatchObject({ outcome: 'reproduced', because: expect.stringContaining('both are shown') });
    const loads = calls.filter((call) => /^run lab\/.*direct$/.test(call));
    expect(new Set(loads).size).toBe(2);
  });

  test('in both attempts says that it was not reproduced, and there is no third', async () => {
    const always = Array.from({ length: 200 }, (_, index) => 20 * index + 1);
    const { run, calls } = await runOn(tripsAt(...always), roundRobin);
    expect(run.verdict).toMatchObject({
      outcome: 'not reproduced',
      deciding: expect.arrayContaining(['direct-order']),
    });
    expect(calls.filter((call) => /^run lab\/.*direct$/.test(call))).toHaveLength(2);
  });
});

describe('traffic that cannot be judged', () => {
  const replacingAt = (...counts: number[]) =>
    new FakeCluster({
      beforeRequest: (count, cluster) => {
        if (counts.includes(count)) cluster.replacePod(service);
      },
    });

  test('a pod that goes meanwhile makes an attempt void, and the next one counts', async () => {
    const { run } = await runOn(replacingAt(100), roundRobin);
    expect(run.attempts.map((attempt) => attempt.void)).toEqual([
      `pods of ${service} came or went during the traffic`,
      undefined,
    ]);
    expect(run.verdict.outcome).toBe('reproduced');
    expect(run.attempts[0]!.phases[0]!.services).toHaveLength(2);
    expect(run.attempts[1]!.phases[0]!.services).toHaveLength(3);
  });

  test('pods that go in both attempts leave it inconclusive', async () => {
    const { run } = await runOn(replacingAt(2, 7), madeUpLab);
    expect(run.attempts.map((attempt) => attempt.void !== undefined)).toEqual([true, true]);
    expect(run.verdict).toMatchObject({ outcome: 'inconclusive', because: expect.stringContaining('came or went') });
  });

  test('pods that come and go all the time are not judged, however few of them are left', async () => {
    const { run } = await runOn(withRestlessPods(), roundRobin);
    expect(run.attempts.map(({ checks }) => checks)).toEqual([[], []]);
    expect(run.verdict.outcome).toBe('inconclusive');
  });

  test.each([
    ['client', madeUpLab],
    [service, madeUpLab],
    // Its log is what the law is judged by.
    ['message-queue', roundRobin],
  ])('a proxy of %s that loses lines of its log is found out, whatever the laws say', async (workload, lab) => {
    const isLost: FakeOptions['isLost'] = ({ replica }, line) => replica.workload === workload && line % 2 === 1;
    const { run } = await runOn(new FakeCluster({ isLost }), lab);
    expect(run.attempts).toHaveLength(2);
    expect(run.verdict).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('witnesses disagree'),
    });
  });
});
