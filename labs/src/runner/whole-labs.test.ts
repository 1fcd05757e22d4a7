import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeCluster } from '../../test/fake-cluster.ts';
import { runOn } from '../../test/run-on.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import { canary } from '../catalog/canary/canary.ts';
import { random } from '../catalog/random/random.ts';
import { roundRobin } from '../catalog/round-robin/round-robin.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
// Two attempts of a lab with thousands of requests are seconds of work, and on a busy machine many.
vi.setConfig({ testTimeout: 120_000 });

beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const labs = [roundRobin, random, canary];

describe('labs from end to end, on a mesh in memory', () => {
  test.each(labs.map((lab) => [lab.name, lab] as const))('%s is reproduced under its rule', async (_, lab) => {
    const cluster = new FakeCluster({ seed: 3 });
    const before = cluster.state();
    const { run } = await runOn(cluster, lab);
    expect(run.verdict.because).toContain('the witnesses agree');
    expect(run.verdict.outcome).toBe('reproduced');
    expect(run.attempts).toHaveLength(1);
    expect(run.findings).toEqual([]);
    expect(cluster.state()).toEqual(before);
  });

  const controls = labs.flatMap((lab) =>
    lab.controls.map((setting) => [lab.name, setting.name, lab, setting] as const),
  );
  test.each(controls)('%s is not reproduced under %s', async (_, __, lab, setting) => {
    const cluster = new FakeCluster({ seed: 3 });
    const before = cluster.state();
    const { run } = await runOn(cluster, lab, { setting });
    expect(run.verdict.outcome).toBe('not reproduced');
    expect(run.verdict.because).toContain('failed twice');
    expect(run.attempts).toHaveLength(2);
    expect(run.findings.map(({ layer }) => layer)).toContain('rule');
    expect(cluster.state()).toEqual(before);
  });
});
