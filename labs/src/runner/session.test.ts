import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { lineTo, openFakeMesh } from '../../test/fake-mesh.ts';
import { balancing } from '../../test/made-up-lab.ts';
import { beginVirtualTime, endVirtualTime, pass } from '../../test/virtual-time.ts';
import { type Mesh, MeshError } from '../mesh/mesh.ts';
import { beginSession, NotRestoredError } from './session.ts';

beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const service = 'machine-learning-v1';

function begun({ change = (mesh: Mesh): Mesh => mesh, disturb = undefined as Parameters<typeof lineTo>[1] } = {}) {
  const cluster = new FakeCluster();
  const line = lineTo(new AbortController().signal, disturb);
  const said: string[] = [];
  const session = () =>
    beginSession({ mesh: change(openFakeMesh(cluster, line)), lab: 'made-up', say: (text) => void said.push(text) });
  return { cluster, calls: line.calls, said, session };
}

describe('signs of life', () => {
  test('are given every ten seconds, until the run is over', async () => {
    const { cluster, calls, session } = begun();
    const { restore } = await session();
    for (const seconds of [10, 20, 30]) {
      await pass(10_000);
      expect(cluster.journal?.seenAlive).toBe(`2026-01-01T00:00:${seconds}.000Z`);
    }
    await restore();
    await pass(60_000);
    expect(calls.filter((call) => call === 'note')).toHaveLength(3);
    expect(cluster.journal).toBeUndefined();
  });

  test('end with a run that is left as it is', async () => {
    const { cluster, calls, session } = begun();
    await (await session()).leave();
    await pass(60_000);
    expect(calls).toEqual(['hold', 'note']);
    expect(cluster.journal?.kept).toBe(true);
  });

  test('one that fails ends nothing', async () => {
    const { cluster, session } = begun({
      disturb: ({ what }) => {
        if (what === 'note') throw new MeshError('it does not answer');
      },
    });
    const { restore } = await session();
    await pass(10_000);
    await restore();
    expect(cluster.journal).toBeUndefined();
  });
});

/** The first note takes longer than those that follow. */
function withSlowNote() {
  const { promise: slow, resolve: release } = Promise.withResolvers<void>();
  let notes = 0;
  const change = (mesh: Mesh): Mesh => ({
    ...mesh,
    note: async (journal) => {
      if ((notes += 1) === 1) await slow;
      await mesh.note(journal);
    },
    until: (signal) => change(mesh.until(signal)),
  });
  return { change, release };
}

describe('the journal', () => {
  test('has the replicas of a workload before these are changed, and the first number counts', async () => {
    const { cluster, calls, session } = begun();
    const { changes, restore } = await session();
    await changes.scale(service, 3);
    await changes.scale(service, 5);
    expect(calls).toEqual(['hold', `wanted ${service}`, 'note', `scale ${service} 3`, `scale ${service} 5`]);
    expect(cluster.journal?.replicas).toEqual({ [service]: 1 });
    await restore();
    expect(cluster.workload(service).wanted).toBe(1);
  });

  test('does not lose what was noted while a sign of life was under way', async () => {
    const { change, release } = withSlowNote();
    const { cluster, session } = begun({ change });
    const { changes } = await session();
    await pass(10_000);
    const scaled = changes.scale(service, 3);
    await pass(0);
    release();
    await scaled;
    await pass(0);
    expect(cluster.journal?.replicas).toEqual({ [service]: 1 });
  });

  test('says that its rule was kept, also when a sign of life was under way', async () => {
    const { change, release } = withSlowNote();
    const { cluster, session } = begun({ change });
    const { leave } = await session();
    await pass(10_000);
    const left = leave();
    await pass(0);
    release();
    await left;
    await pass(0);
    expect(cluster.journal?.kept).toBe(true);
  });

  test('does not tell of workloads that a rule brought along, for they go with it', async () => {
    const { cluster, session } = begun();
    const { changes, restore } = await session();
    const limiter = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'limiter', namespace: 'weather' },
      spec: { template: { metadata: { labels: { app: 'limiter' } } } },
    };
    await changes.apply([limiter]);
    await changes.scale('limiter', 0);
    expect(cluster.journal?.replicas).toEqual({});
    await restore();
    expect(cluster.workloads.has('limiter')).toBe(false);
  });
});

describe('a session', () => {
  test('knows what it brought in and did not take away', async () => {
    const { session } = begun();
    const { changes, applied } = await session();
    const [one, other] = [balancing(service, 'RANDOM'), balancing('gui', 'RANDOM')];
    await changes.apply([one, other]);
    await changes.apply([{ ...one, spec: {} }]);
    await changes.remove([other]);
    expect(applied()).toEqual([{ ...one, spec: {} }]);
  });

  test('that took hold although it was told otherwise lets go again', async () => {
    const { cluster, session } = begun({
      disturb: ({ what, isDone }) => {
        if (what === 'hold' && isDone) throw new MeshError('the answer was lost');
      },
    });
    await expect(session()).rejects.toThrow('the answer was lost');
    expect(cluster.journal).toBeUndefined();
  });

  test('that cannot put things back says so, and what to type', async () => {
    const { cluster, said, session } = begun({
      disturb: ({ what }) => {
        if (what === 'removeAll') throw new MeshError('it does not answer');
      },
    });
    const { restore } = await session();
    const error = await restore().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotRestoredError);
    expect(error).toMatchObject({
      message: expect.stringContaining('it does not answer'),
      hint: expect.stringContaining('pnpm lab clean'),
    });
    expect(said).not.toContain('the mesh is as it was');
    expect(cluster.journal).toBeDefined();
  });
});
