import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCluster, type FakeOptions } from '../../test/fake-cluster.ts';
import { lineTo, openFakeMesh } from '../../test/fake-mesh.ts';
import { balancing } from '../../test/made-up-lab.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { balancesBy, splitsTo } from '../catalog/expectations.ts';
import { clusterOf } from '../catalog/names.ts';
import { MeshError } from '../mesh/mesh.ts';
import { NotLiveError, untilLive } from './live.ts';
import { untilReady } from './replicas.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';

function standing(options: FakeOptions = {}) {
  const cluster = new FakeCluster(options);
  const line = lineTo(new AbortController().signal);
  const mesh = openFakeMesh(cluster, line);
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const patience = { mesh, signal: line.signal, say, patienceMs: 3000 };
  return { cluster, mesh, said, calls: line.calls, patience: { ...patience, replicas: mesh.replicas } };
}

describe('waiting until a rule is live', () => {
  const isRandom = ['gui', 'message-queue'].map((proxies) => balancesBy(proxies, { service }, 'RANDOM'));

  test('ends when every proxy that decides has it, and says how long each took', async () => {
    const { cluster, said, patience } = standing({ looksUntilLive: 2 });
    cluster.apply(balancing(service, 'RANDOM'));
    cluster.workload('message-queue').pods[0]!.proxy.looksLeft = 5;
    const found = await untilLive(isRandom, patience);
    expect(found.map(({ proxy, ms }) => [proxy.replace(/-\w+$/, ''), ms])).toEqual([
      ['gui', 500],
      ['message-queue', 1250],
    ]);
    expect(found[0]!.what).toContain('balanced by RANDOM');
    expect(said.map((line) => line.replace(/.* of (gui|message-queue)-.*: /, '$1: '))).toEqual([
      'gui: it is balanced by LEAST_REQUEST',
      'message-queue: it is balanced by LEAST_REQUEST',
    ]);
  });

  test('a proxy that has it is not asked again', async () => {
    const { cluster, calls, patience } = standing({ looksUntilLive: 0 });
    cluster.apply(balancing(service, 'RANDOM'));
    cluster.workload('message-queue').pods[0]!.proxy.looksLeft = 3;
    await untilLive(isRandom, patience);
    const looks = calls.filter((call) => call.includes('config_dump')).map((call) => call.split(' ')[1]);
    expect(looks).toEqual(['gui', 'message-queue', 'message-queue', 'message-queue', 'message-queue']);
  });

  test('ends with what stands there instead when its patience is over', async () => {
    const { cluster, patience } = standing({ looksUntilLive: Infinity });
    cluster.apply(balancing(service, 'RANDOM'));
    const waiting = untilLive(isRandom, patience);
    await expect(waiting).rejects.toThrow(NotLiveError);
    await expect(waiting).rejects.toThrow(/^after 3 s the proxy of gui-.*: it is balanced by LEAST_REQUEST$/);
  });

  test('new endpoints count as well as the rule', async () => {
    const { cluster, said, patience } = standing({ looksUntilLive: 0 });
    cluster.apply(balancing(service, 'RANDOM'));
    cluster.scale(service, 2);
    await untilLive([isRandom[0]!], patience);
    expect(said.join()).toMatch(/its endpoints are 10\.[\d.]+, not 10\.[\d.]+, 10\.[\d.]+$/);
  });

  test('a split has to have its weights', async () => {
    const { patience } = standing();
    await expect(untilLive([splitsTo('gui', service, { [clusterOf(service)]: 100 })], patience)).resolves.toHaveLength(
      1,
    );
    const wrong = untilLive([splitsTo('gui', service, { [clusterOf(service, 'v1')]: 100 })], patience);
    await expect(wrong).rejects.toThrow(`they go to ${clusterOf(service)} (100)`);
  });

  test('is not over at once where nobody is there to show it', async () => {
    const { cluster, patience } = standing();
    cluster.scale('gui', 0);
    const waiting = untilLive(isRandom, patience);
    await expect(waiting).rejects.toThrow(NotLiveError);
    await expect(waiting).rejects.toThrow(/no replica of gui is there/);
  });

  test('says of a replica without a proxy that it can show nothing', async () => {
    const { cluster, patience } = standing();
    cluster.workload('gui').pods[0]!.replica.hasProxy = false;
    const waiting = untilLive(isRandom, patience);
    await expect(waiting).rejects.toThrow(NotLiveError);
    await expect(waiting).rejects.toThrow(/gui-\w+ has no proxy/);
  });

  test('ends at once when it is broken off', async () => {
    const { cluster, patience } = standing();
    cluster.apply(balancing(service, 'RANDOM'));
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(untilLive(isRandom, { ...patience, signal })).rejects.toThrow('Ctrl-C');
  });
});

describe('waiting until pods are ready', () => {
  test('ends when there are as many as wanted, all of them ready', async () => {
    const { cluster, mesh, said, patience } = standing({ looksUntilReady: 3 });
    cluster.scale(service, 3);
    const replicas = await untilReady(mesh, service, 3, patience);
    expect(replicas.map(({ ready }) => ready)).toEqual([true, true, true]);
    expect(said).toEqual([`waiting for ${service}: 1 of 3 ready, 3 there`]);
  });

  test('pods too many are not what was wanted', async () => {
    const { mesh, patience } = standing();
    const waiting = untilReady(mesh, service, 0, patience);
    await expect(waiting).rejects.toThrow(MeshError);
    await expect(waiting).rejects.toThrow(`after 3 s ${service}: 1 of 0 ready, 1 there`);
  });
});
