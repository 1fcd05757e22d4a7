import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { labProgram } from '../../test/fake-lab-world.ts';
import { type PortCall, lineTo } from '../../test/fake-mesh.ts';
import { madeUpLab } from '../../test/made-up-lab.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { MeshBusyError, MeshError } from '../mesh/mesh.ts';
import { NotRestoredError } from './session.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const ctrlC = new Error('Ctrl-C');
const puttingBack = ['removeAll', 'scale machine-learning-v1 1', 'scale machine-learning-v2 1', 'letGo'];

interface Disturbance {
  how: 'fails' | 'is broken off';
  /** Before the call takes effect, or when only its answer is lost. */
  when: 'before' | 'after';
}

/** Runs the lab and disturbs one call of the port. */
async function runDisturbed(number: number, { how, when }: Disturbance) {
  const cluster = new FakeCluster();
  const before = cluster.state();
  const ending = new AbortController();
  let struck: string | undefined;
  const disturb = (call: PortCall) => {
    if (struck !== undefined || call.number !== number || call.isDone !== (when === 'after')) return;
    struck = call.what;
    if (how === 'fails') throw new MeshError('it does not answer');
    ending.abort(ctrlC);
  };
  const ended = await runOn(cluster, madeUpLab, { line: lineTo(ending.signal, disturb) }).then(
    ({ run }) => run.failure,
    (error: Error) => error,
  );
  return { cluster, before, ended, struck, isRestored: same(cluster.state(), before) };
}

/** One run for each call: the first with the first call disturbed, the last with none. */
async function runsUntilUntouched(disturbance: Disturbance) {
  const runs = [];
  for (let number = 1; ; number++) {
    const { cluster, before, ...run } = await runDisturbed(number, disturbance);
    const hasJournal = cluster.journal !== undefined;
    await labProgram(cluster).lab('clean', '--force');
    runs.push({ ...run, hasJournal, isClean: same(cluster.state(), before) });
    if (run.struck === undefined) return runs;
  }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

describe('whatever happens, the mesh ends as it was before', () => {
  const disturbances = (['fails', 'is broken off'] as const).flatMap((how) =>
    (['before', 'after'] as const).map((when) => ({ how, when })),
  );

  test.each(disturbances)('any call $how, $when it takes effect', async (disturbance) => {
    const runs = await runsUntilUntouched(disturbance);
    // The lab does enough for this to mean something.
    expect(runs.length).toBeGreaterThan(60);
    expect(runs.at(-1)).toMatchObject({ struck: undefined, ended: undefined, isRestored: true });
    const touched = runs.slice(0, -1);
    const unheard = touched.filter(({ ended }) => ended === undefined).map(({ struck }) => struck);
    expect(unheard).toEqual(disturbance.how === 'is broken off' ? puttingBack : []);
    expect(touched.every(({ ended = ctrlC }) => ended === ctrlC || ended instanceof MeshError)).toBe(true);
    const unrestored = touched.filter(({ isRestored }) => !isRestored);
    expect(unrestored.every(({ ended, hasJournal }) => ended instanceof NotRestoredError && hasJournal)).toBe(true);
    expect(touched.every(({ isClean }) => isClean)).toBe(true);
    // Nothing breaks off putting things back. Where that itself fails, `clean` does it.
    const wanted =
      disturbance.how === 'is broken off' ? [] : disturbance.when === 'before' ? puttingBack : puttingBack.slice(0, 3);
    expect(unrestored.map(({ struck }) => struck)).toEqual(wanted);
  });

  test.each(['before', 'after'])(
    'a runner that is killed %s any call leaves a journal, by which `clean` repairs it',
    async (when) => {
      let changed = 0;
      for (let number = 1, isKilled = true; isKilled; number++) {
        isKilled = false;
        const cluster = new FakeCluster();
        const before = cluster.state();
        const disturb = (call: PortCall) => {
          isKilled ||= call.number === number && call.isDone === (when === 'after');
          if (isKilled) throw new MeshError('killed');
        };
        const ended = runOn(cluster, madeUpLab, { line: lineTo(new AbortController().signal, disturb) });
        await ended.catch(() => undefined);
        if (same(cluster.state(), before)) continue;
        changed += 1;
        expect(cluster.journal).toBeDefined();
        expect(await labProgram(cluster).lab('clean', '--force')).toBe(0);
        expect(cluster.state()).toEqual(before);
      }
      expect(changed).toBeGreaterThan(60);
    },
  );
});

describe('one lab at a time', () => {
  test('a second run is refused, says who has the mesh, and leaves the first one alone', async () => {
    const cluster = new FakeCluster();
    const line = lineTo(new AbortController().signal);
    let refused: unknown;
    const disturb = async ({ what, isDone }: PortCall) => {
      if (!what.startsWith('run ') || isDone) return;
      const before = cluster.state();
      refused = await runOn(cluster, madeUpLab, { line }).catch((error: unknown) => error);
      expect(cluster.state()).toEqual(before);
    };
    const { run } = await runOn(cluster, madeUpLab, { line: lineTo(new AbortController().signal, disturb) });
    expect(refused).toBeInstanceOf(MeshBusyError);
    expect((refused as Error).message).toMatch(/lab made-up has the mesh: .*process \d+/);
    expect(line.calls).toEqual(['facts', 'hold']);
    expect(run.verdict.outcome).toBe('reproduced');
  });
});

describe('--keep', () => {
  test('leaves rule, replicas and client, and a journal that says so; `clean` takes them away', async () => {
    const cluster = new FakeCluster();
    const before = cluster.state();
    const { run, said } = await runOn(cluster, madeUpLab, { keep: true });
    expect(run.verdict.outcome).toBe('reproduced');
    expect([...cluster.own.keys()]).toEqual([
      'DestinationRule weather/machine-learning-v1',
      'DestinationRule weather/machine-learning-v2',
    ]);
    expect(cluster.workload('machine-learning-v1').wanted).toBe(2);
    expect(cluster.clients.size).toBe(1);
    expect(cluster.journal).toMatchObject({
      kept: true,
      lab: 'made-up',
      replicas: { 'machine-learning-v1': 1, 'machine-learning-v2': 1 },
    });
    expect(said).not.toContain('putting everything back');
    await expect(runOn(cluster, madeUpLab)).rejects.toThrow(MeshBusyError);
    expect(await labProgram(cluster).lab('clean')).toBe(0);
    expect(cluster.state()).toEqual(before);
  });

  test('keeps nothing of a run that was broken off', async () => {
    const cluster = new FakeCluster();
    const before = cluster.state();
    const ending = new AbortController();
    const line = lineTo(ending.signal, ({ what }) => {
      if (what.startsWith('run ')) ending.abort(new Error('Ctrl-C'));
    });
    await expect(runOn(cluster, madeUpLab, { keep: true, line })).rejects.toThrow('Ctrl-C');
    expect(cluster.state()).toEqual(before);
  });
});

test('what cannot be removed does not keep the rest from being put back, and the hold stays for `clean`', async () => {
  const cluster = new FakeCluster();
  const line = lineTo(new AbortController().signal, ({ what, isDone }) => {
    if (what === 'removeAll' && !isDone) throw new MeshError('it does not answer');
  });
  const { run } = await runOn(cluster, madeUpLab, { line });
  expect(run.failure).toBeInstanceOf(NotRestoredError);
  expect(line.calls.slice(-3)).toEqual(puttingBack.slice(0, 3));
  expect(cluster.journal).toBeDefined();
});
