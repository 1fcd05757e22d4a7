import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runCommand } from '../src/run-command.ts';
import { describeInCluster, inContext, kubectl, namespace } from './support/cluster.ts';

const root = join(import.meta.dirname, '../..');

const summarySchema = z.object({
  passed: z.boolean(),
  unmeasured: z.array(z.string()),
  counts: z.record(z.string(), z.number()),
  thresholds: z.array(z.object({ metric: z.string(), ok: z.boolean() })),
});

const ofSpeed = /^(http_req_duration|dropped_iterations|forecast_wait)/;

/** `pnpm load smoke --in-mesh`: k6 as a pod with a sidecar. Says what it printed when it failed. */
async function smoke(...args: string[]) {
  const command = [join(root, 'load-tests/src/main.ts'), 'smoke', '--in-mesh', '--json'];
  const place = ['--namespace', namespace, ...inContext];
  const { code, stdout, stderr } = await runCommand(process.execPath, [...command, ...place, ...args]);
  return { code, stderr, summary: stdout === '' ? undefined : summarySchema.parse(JSON.parse(stdout)) };
}

describeInCluster('load, as a pod in the mesh', () => {
  test('the smoke profile breaks nothing, loses nothing, and leaves nothing behind', async () => {
    const { code, stderr, summary } = await smoke();
    const crossed = summary?.thresholds.filter(({ ok }) => !ok);
    // How fast it was is not judged here: the cluster shares its machine with whatever else goes on.
    expect(crossed?.filter(({ metric }) => !ofSpeed.test(metric)) ?? stderr).toEqual([]);
    const { counts } = summary!;
    expect(counts).toMatchObject({ checksFailed: 0, duplicates: 0, forecastsMissing: 0 });
    // 20 s: 5 readings a second one by one, 10 in batches, one for a forecast, and 120 for the queries.
    expect(counts.acknowledged).toBeGreaterThan(380);
    expect(counts.found).toBe(counts.acknowledged);
    expect(counts.forecastsArrived).toBeGreaterThanOrEqual(18);
    expect(code, stderr).toBe(crossed!.length === 0 ? 0 : 99);
    const left = ['-n', namespace, 'get', 'jobs,pods,configmaps', '-l', 'app=load-test', '-o', 'name'];
    await expect.poll(() => kubectl(left), { timeout: 30_000 }).toBe('');
  });

  test('the gate bites: a threshold that cannot hold ends the run with 99', async () => {
    const impossible = 'http_req_duration{scenario:ingest_single}=p(95)<0.001';
    const { code, stderr, summary } = await smoke('ingest', '--time-scale', '0.2', '--threshold', impossible);
    expect(summary?.passed, stderr).toBe(false);
    expect(summary?.thresholds).toContainEqual({ metric: 'http_req_duration{scenario:ingest_single}', ok: false });
    expect(code).toBe(99);
  });

  test('an image that the cluster does not have is told at once, and nothing stays', async () => {
    const { code, stderr } = await smoke('--image', 'grafana/k6:0.0.0-none');
    expect(stderr).toContain('grafana/k6:0.0.0-none does not run in the cluster');
    expect(code).toBe(1);
    const left = ['-n', namespace, 'get', 'jobs,configmaps', '-l', 'app=load-test', '-o', 'name'];
    expect(await kubectl(left)).toBe('');
  });
});
