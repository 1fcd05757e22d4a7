import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { lineTo, type PortCall } from '../../test/fake-mesh.ts';
import { madeUpLab } from '../../test/made-up-lab.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { MeshError } from '../mesh/mesh.ts';
import { NotRestoredError } from './session.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const silent = new MeshError('it does not answer');

/** Runs the lab, with something that happens before each call of the port once the load was made. */
async function runWith(disturb: (call: PortCall) => void, { keep = false, ending = new AbortController() } = {}) {
  const cluster = new FakeCluster();
  const before = cluster.state();
  let isLoaded = false;
  const line = lineTo(ending.signal, (call) => {
    if (isLoaded && !call.isDone) disturb(call);
    isLoaded ||= call.what.startsWith('run ') && call.isDone;
  });
  const { run, calls } = await runOn(cluster, madeUpLab, { line, keep });
  return { run, calls, cluster, isAsBefore: () => expect(cluster.state()).toEqual(before) };
}

const failAt = (start: string) => (call: PortCall) => {
  if (call.what.startsWith(start)) throw silent;
};

describe('a verdict stands, whatever fails after it', () => {
  test.each([
    ['the version of the proxy cannot be read', 'admin client server_info'],
    ['the rule cannot be taken away by itself', 'remove '],
  ])('%s', async (_, call) => {
    const { run, isAsBefore } = await runWith(failAt(call));
    expect(run.verdict.outcome).toBe('reproduced');
    expect(run.failure).toBe(silent);
    expect(run.notes).toEqual(['after the verdict: it does not answer']);
    isAsBefore();
  });

  test('the proxies cannot be asked whether the rule is gone', async () => {
    let isRemoved = false;
    const { run, isAsBefore } = await runWith(({ what }) => {
      isRemoved ||= what.startsWith('remove ');
      if (isRemoved && what.endsWith('config_dump?include_eds')) throw silent;
    });
    expect(run).toMatchObject({ verdict: { outcome: 'reproduced' }, failure: silent });
    isAsBefore();
  });

  test('not everything can be put back: that outweighs what failed before', async () => {
    const { run, cluster } = await runWith(({ what }) => {
      if (what.startsWith('remove')) throw silent;
    });
    expect(run.verdict.outcome).toBe('reproduced');
    expect(run.failure).toBeInstanceOf(NotRestoredError);
    expect(run.notes).toHaveLength(2);
    expect(cluster.journal).toMatchObject({ kept: false });
  });

  test('Ctrl-C while the rule is taken away', async () => {
    const ending = new AbortController();
    const ctrlC = new Error('Ctrl-C');
    const { run, isAsBefore } = await runWith(
      ({ what }) => {
        if (what === 'admin client server_info') ending.abort(ctrlC);
      },
      { ending },
    );
    expect(run).toMatchObject({ verdict: { outcome: 'reproduced' }, notes: ['after the verdict: Ctrl-C'] });
    expect(run.failure).toBe(ctrlC);
    isAsBefore();
  });

  test('facts are read before anything is changed', async () => {
    const { calls } = await runWith(() => undefined);
    expect(calls.indexOf('facts')).toBe(0);
    expect(calls.lastIndexOf('facts')).toBe(0);
  });
});

describe('--keep', () => {
  test('keeps nothing of a run of which something failed after the verdict', async () => {
    const { run, isAsBefore } = await runWith(failAt('admin client server_info'), { keep: true });
    expect(run.failure).toBe(silent);
    isAsBefore();
  });

  test('that cannot be noted is taken back', async () => {
    const { run, isAsBefore } = await runWith(failAt('note'), { keep: true });
    expect(run).toMatchObject({ verdict: { outcome: 'reproduced' }, failure: silent });
    isAsBefore();
  });
});
