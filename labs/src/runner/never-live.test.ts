import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCluster, type FakeOptions } from '../../test/fake-cluster.ts';
import { labProgram } from '../../test/fake-lab-world.ts';
import { lineTo, type PortCall } from '../../test/fake-mesh.ts';
import { balancing, madeUpLab } from '../../test/made-up-lab.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { labs } from '../catalog/index.ts';
import type { Lab, Setting } from '../catalog/lab.ts';
import { leastRequest } from '../catalog/least-request/least-request.ts';
import { localRateLimit } from '../catalog/local-rate-limit/local-rate-limit.ts';
import { roundRobin } from '../catalog/round-robin/round-robin.ts';
import type { MeshObject } from '../mesh/mesh.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';

const layersOf = ({ findings }: { findings: { layer: string }[] }) => findings.map(({ layer }) => layer);

/** Something happens to the mesh when the marker is about to be applied. */
const whenMarked = (happens: (call: PortCall) => void, signal = new AbortController().signal) =>
  lineTo(signal, (call) => {
    if (call.what.startsWith('apply ServiceEntry') && !call.isDone) happens(call);
  });

/** The lab's rule with other objects in place of its own. */
const changed = (lab: Lab, change: (objects: MeshObject[]) => MeshObject[]): { setting: Setting } => ({
  setting: { ...lab.rule, change },
});

const isQueue: FakeOptions['isDeaf'] = ({ replica }) => replica.workload === 'message-queue';

const withLabel = (app: string) => (objects: MeshObject[]) =>
  objects.map((object) => ({
    ...object,
    spec: { ...(object.spec as object), workloadSelector: { labels: { app } } },
  }));

describe('a mesh that tells its proxies nothing', () => {
  // Least request is what Istio does by itself: there is nothing to wait for.
  const awaited = labs.filter((lab) => lab !== leastRequest);

  test.each(awaited.map((lab) => [lab.name, lab] as const))('leaves %s inconclusive', async (_, lab) => {
    const cluster = new FakeCluster({ looksUntilLive: Infinity });
    cluster.addWorkload('istio-ingressgateway', { app: 'istio-ingressgateway' }, 1);
    const before = cluster.state();
    const { run } = await runOn(cluster, lab);
    expect(run.verdict.outcome).toBe('inconclusive');
    expect(run.verdict.because).toMatch(/hear nothing new from istiod.*lab-marker-\w+\.invalid.*"control-plane"/);
    expect(run.findings[0]).toMatchObject({
      layer: 'control plane',
      evidence: expect.stringContaining('after 10 s the proxy of'),
      command: expect.stringContaining('control-plane'),
    });
    // What no proxy shows is no sign of anything now.
    for (const layer of ['EnvoyFilter', 'selector', 'tracing provider', 'host', 'subset'])
      expect(layersOf(run)).not.toContain(layer);
    expect(cluster.state()).toEqual(before);
  });

  test('one proxy that hears nothing is enough, also when others were told something else', async () => {
    const { run } = await runOn(new FakeCluster({ isDeaf: isQueue }), roundRobin);
    expect(run.verdict).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringMatching(/istiod: after 10 s the proxy of message-queue-/),
    });
  });

  test('and went silent in the middle: that something else has come is no outcome', async () => {
    const cluster = new FakeCluster();
    const line = whenMarked(() => (cluster.options.looksUntilLive = Infinity));
    const { run } = await runOn(cluster, roundRobin, {
      line,
      ...changed(roundRobin, () => [balancing(service, 'RANDOM')]),
    });
    expect(run.verdict.outcome).toBe('inconclusive');
  });

  test('but tells them in the end is only late', async () => {
    const cluster = new FakeCluster({ looksUntilLive: Infinity });
    const line = whenMarked(() => (cluster.options.looksUntilLive = 3));
    const { run } = await runOn(cluster, localRateLimit, { line });
    expect(run.verdict).toMatchObject({ outcome: 'inconclusive', because: expect.stringContaining('only late') });
    expect(run.findings).toEqual([]);
  });
});

describe('a mesh that tells its proxies all: the rule is not reproduced', () => {
  test.each([
    ['an EnvoyFilter names a label that nobody has', localRateLimit, withLabel('machine-lerning'), 'EnvoyFilter'],
    ['a DestinationRule names a host that is nobody', roundRobin, () => [balancing('x', 'ROUND_ROBIN')], 'host'],
    ['another policy is asked for', roundRobin, () => [balancing(service, 'RANDOM')], 'rule'],
  ])('%s', async (_, lab, change, layer) => {
    const cluster = new FakeCluster();
    const before = cluster.state();
    const { run } = await runOn(cluster, lab, changed(lab, change));
    expect(run.verdict.outcome).toBe('not reproduced');
    expect(layersOf(run)).toContain(layer);
    expect(layersOf(run)).not.toContain('control plane');
    expect(cluster.state()).toEqual(before);
  });

  test('a port does not say that it speaks HTTP', async () => {
    const cluster = new FakeCluster();
    cluster.services.get(service)!.ports = [{ name: 'web', port: 3001, protocol: undefined }];
    const { run } = await runOn(
      cluster,
      roundRobin,
      changed(roundRobin, () => []),
    );
    expect(run.verdict.outcome).toBe('not reproduced');
    expect(layersOf(run)).toContain('service port');
  });

  test('nothing was asked for, and nothing came: that is no outcome', async () => {
    const { run } = await runOn(
      new FakeCluster(),
      roundRobin,
      changed(roundRobin, () => []),
    );
    expect(run.verdict.outcome).toBe('inconclusive');
    expect(layersOf(run)).toEqual(['rule', 'rule']);
  });
});

describe('a workload that decides', () => {
  test('without a sidecar is named as the cause', async () => {
    const cluster = new FakeCluster();
    const queue = cluster.workload('message-queue');
    queue.hasProxy = false;
    queue.pods[0]!.replica.hasProxy = false;
    const { run } = await runOn(cluster, {
      ...roundRobin,
      involves: { ...roundRobin.involves, workloads: [service, 'message-queue'] },
    });
    expect(run.verdict).toMatchObject({
      outcome: 'not reproduced',
      because: expect.stringMatching(/message-queue-.* has no proxy/),
    });
    expect(run.findings[0]).toMatchObject({ layer: 'sidecar', says: expect.stringContaining('message-queue') });
  });

  test('without a replica leaves it inconclusive', async () => {
    const cluster = new FakeCluster();
    cluster.scale('message-queue', 0);
    const { run } = await runOn(cluster, roundRobin);
    expect(run.verdict).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('message-queue has no replica'),
    });
  });
});

describe('the marker goes again', () => {
  const wrong = changed(madeUpLab, () => [balancing(service, 'RANDOM')]);

  test('also when the rule is kept', async () => {
    const cluster = new FakeCluster();
    await runOn(cluster, madeUpLab, { ...wrong, keep: true });
    expect([...cluster.own.keys()]).toEqual([`DestinationRule weather/${service}`]);
  });

  test('after Ctrl-C', async () => {
    const cluster = new FakeCluster();
    const before = cluster.state();
    const ending = new AbortController();
    const line = lineTo(ending.signal, ({ what, isDone }) => {
      if (what.startsWith('apply ServiceEntry') && isDone) ending.abort(new Error('Ctrl-C'));
    });
    await expect(runOn(cluster, madeUpLab, { ...wrong, line })).rejects.toThrow('Ctrl-C');
    expect(cluster.state()).toEqual(before);
  });

  test('with `lab clean` after a kill', async () => {
    const cluster = new FakeCluster();
    const before = cluster.state();
    let isKilled = false;
    const line = lineTo(new AbortController().signal, ({ what, isDone }) => {
      isKilled ||= what.startsWith('apply ServiceEntry') && isDone;
      if (isKilled) throw new Error('killed');
    });
    await runOn(cluster, madeUpLab, { ...wrong, line }).catch(() => undefined);
    expect([...cluster.own.keys()].join()).toContain('ServiceEntry weather/lab-marker-');
    expect(await labProgram(cluster).lab('clean', '--force')).toBe(0);
    expect(cluster.state()).toEqual(before);
  });
});
