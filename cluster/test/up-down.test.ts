import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appsAndVersions, sourceDeployments } from '../src/manifest-files/deployments.ts';
import { namespaceState } from '../src/namespace.ts';
import { clusterIfAny } from './support/cluster-if-any.ts';
import { discoveredServices, offeredDashboards, ownDashboards, whyNotObservable } from './support/observability.ts';

const program = join(import.meta.dirname, '../src/main.ts');

const cluster = await clusterIfAny();

const statusSchema = z.object({
  up: z.boolean(),
  workloads: z.array(z.object({ name: z.string(), ready: z.number(), desired: z.number(), image: z.string() })),
  gateway: z.object({ url: z.string() }),
  lastForecastSeconds: z.number(),
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command; one that says `interruptAt` gets what Ctrl-C sends. */
function run(args: readonly string[], interruptAt?: string): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (said.stdout += text));
  child.stderr.on('data', (text) => {
    process.stderr.write(text);
    const before = said.stderr;
    said.stderr += text;
    if (interruptAt !== undefined && !before.includes(interruptAt) && said.stderr.includes(interruptAt))
      child.kill('SIGINT');
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

/** What is not ours to judge: other copies of the system (weather-b, say), and the numbers that services are given. */
const isOthers = (object: string) => / weather-[a-z](-| |$)/.test(object) || object.startsWith('IPAddress ');

/** Every object of the cluster by kind, namespace and name, and the whole of the mesh's configuration. */
async function clusterNow() {
  const { kubectl, istio } = cluster!;
  const kinds = (await kubectl.text(['api-resources', '--verbs=list', '-o', 'name'])).split('\n');
  const lasting = kinds.filter((kind) => kind !== '' && !/^events(\.|$)|^leases\.|metrics\.k8s\.io$/.test(kind));
  const columns = 'custom-columns=KIND:.kind,SPACE:.metadata.namespace,NAME:.metadata.name';
  const objects = await kubectl.text(['get', lasting.join(','), '-A', '--no-headers', '-o', columns]);
  const mesh = await kubectl.text(['-n', istio.namespace, 'get', 'configmap', istio.meshConfigMap, '-o', 'json']);
  const { metadata, ...content } = JSON.parse(mesh) as { metadata: Record<string, unknown> };
  const lines = objects.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  return {
    objects: lines.filter((line) => !isOthers(line)).toSorted(),
    mesh: { ...content, metadata: { ...metadata, resourceVersion: '', managedFields: [] } },
  };
}

const podsSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ uid: z.string(), deletionTimestamp: z.string().optional() }) })),
});

/** Those that stay: the last ones of a rollout end long after it is over. */
async function stayingPods(): Promise<string[]> {
  const { items } = await cluster!.kubectl.get(podsSchema, ['pods', '-n', 'weather']);
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.uid);
}

/** Names of what the components put there, with their kinds. */
const added = () =>
  cluster!.kubectl.text(['-n', 'weather', 'get', 'horizontalpodautoscalers,networkpolicies', '-o', 'name']);

describe.skipIf(cluster === undefined)('pnpm cluster', () => {
  let before: Awaited<ReturnType<typeof clusterNow>>;

  // These tests take the system away, and its event log with it: not one of them may run where somebody uses it.
  beforeAll(async () => {
    if ((await namespaceState(cluster!.kubectl)) !== 'absent')
      throw new Error(
        `context ${cluster!.context.name} has a namespace weather, which these tests would delete with its event log: if it can be spared, run pnpm cluster down first`,
      );
    before = await clusterNow();
  });

  test('finds a cluster without the system', async () => {
    expect(await run(['status'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('pnpm cluster up') as string,
    });
    expect((await run(['down'])).code).toBe(0);
    expect(await clusterNow()).toEqual(before);
  });

  test.each([
    ['building', ['up']],
    ['applying', ['up']],
    ['waiting for pods', ['up', '--no-build']],
  ])('up that is stopped at "%s" leaves nothing that down does not take away', async (line, args) => {
    expect(await run(args, line)).toMatchObject({ code: 130, stderr: expect.stringContaining('stopped:') as string });
    expect((await run(['down'])).code).toBe(0);
    expect(await clusterNow()).toEqual(before);
  });

  test('with images built, the first forecast is there in less than 90 s', async () => {
    const begun = performance.now();
    const { code, stderr, stdout } = await run(['up', '--no-build']);
    const seconds = (performance.now() - begun) / 1000;
    console.log(`pnpm cluster up --no-build took ${seconds.toFixed(1)} s, to the first forecast and the addresses`);
    expect(code, stderr).toBe(0);
    expect(seconds).toBeLessThan(90);
    for (const word of ['Page', 'Grafana', 'Kiali', 'Jaeger']) expect(stdout).toContain(word);
    expect((await run(['down'])).code).toBe(0);
  });

  test('up that was stopped goes on from there', async () => {
    expect((await run(['up', '--no-build'], 'waiting for pods')).code).toBe(130);
    const { code, stderr } = await run(['up', '--no-build']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('the cluster has all images');
    expect(stderr).toContain('first forecast after');
  });

  test('up again replaces nothing', async () => {
    const pods = await stayingPods();
    expect((await run(['up', '--no-build'])).code).toBe(0);
    expect(await stayingPods()).toEqual(pods);
  });

  test('components come with --with, stay without it, and go with --with none', async () => {
    for (const options of [['--with', 'network-policies,autoscaling'], []]) {
      // It ends well when the first forecast came through the gateway: past the policies, where they are enforced.
      expect((await run(['up', '--no-build', ...options])).code).toBe(0);
      const names = await added();
      expect(names).toContain('horizontalpodautoscaler.autoscaling/machine-learning-v1');
      expect(names).toContain('networkpolicy.networking.k8s.io/default-deny');
    }
    expect((await run(['up', '--no-build', '--with', 'none'])).code).toBe(0);
    expect(await added()).toBe('');
  });

  test('with observability Prometheus discovers every service, and Grafana has our dashboards', async ({ skip }) => {
    const { kubectl } = cluster!;
    const reason = await whyNotObservable(kubectl);
    if (reason !== undefined) skip(reason);
    expect((await run(['up', '--no-build', '--with', 'observability'])).code).toBe(0);
    await expect
      .poll(() => discoveredServices(kubectl), { timeout: 60_000, interval: 2000 })
      .toEqual(appsAndVersions());
    await expect
      .poll(() => offeredDashboards(kubectl), { timeout: 60_000, interval: 2000 })
      .toEqual(await ownDashboards());
    expect((await run(['up', '--no-build', '--with', 'none'])).code).toBe(0);
  });

  test('status shows every workload, the gateway and the last forecast', async () => {
    const { code, stdout } = await run(['status', '--json']);
    const status = statusSchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(status.up).toBe(true);
    expect(status.lastForecastSeconds).toBeLessThan(120);
    expect(status.workloads.map(({ name, ready, desired }) => `${name} ${ready}/${desired}`)).toEqual(
      sourceDeployments()
        .map(({ name }) => `${name} 1/1`)
        .toSorted(),
    );
  });

  test('down leaves the cluster as it was', async () => {
    expect((await run(['down'])).code).toBe(0);
    expect(await clusterNow()).toEqual(before);
  });
});
