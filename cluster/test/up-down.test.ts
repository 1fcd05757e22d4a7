import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { clusterIfAny } from './support/cluster-if-any.ts';

const program = join(import.meta.dirname, '../src/main.ts');

// This takes the system away, and its event log with it: it is run on a cluster that has none of it.
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

const scalers = () => cluster!.kubectl.text(['-n', 'weather', 'get', 'horizontalpodautoscalers', '-o', 'name']);

describe.skipIf(cluster === undefined)('pnpm cluster', () => {
  let before: Awaited<ReturnType<typeof clusterNow>>;

  test('finds a cluster without the system', async () => {
    before = await clusterNow();
    expect(before.objects.filter((line) => line === 'Namespace <none> weather')).toEqual([]);
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
    expect(await run(args, line)).toMatchObject({ code: 1, stderr: expect.stringContaining('stopped:') as string });
    expect((await run(['down'])).code).toBe(0);
    expect(await clusterNow()).toEqual(before);
  });

  test('up that was stopped goes on from there, to the first forecast in less than 90 s', async () => {
    expect((await run(['up', '--no-build'], 'waiting for pods')).code).toBe(1);
    const { code, stderr, stdout } = await run(['up', '--no-build']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('the cluster has all images');
    expect(Number(/first forecast after ([0-9.]+) s/.exec(stderr)?.[1])).toBeLessThan(90);
    for (const word of ['Page', 'Grafana', 'Kiali', 'Jaeger']) expect(stdout).toContain(word);
  });

  test('up again replaces nothing', async () => {
    const pods = await stayingPods();
    expect((await run(['up', '--no-build'])).code).toBe(0);
    expect(await stayingPods()).toEqual(pods);
  });

  test('components come with --with, stay without it, and go with --with none', async () => {
    expect((await run(['up', '--no-build', '--with', 'autoscaling'])).code).toBe(0);
    expect(await scalers()).toContain('machine-learning');
    expect((await run(['up', '--no-build'])).code).toBe(0);
    expect(await scalers()).toContain('machine-learning');
    expect((await run(['up', '--no-build', '--with', 'none'])).code).toBe(0);
    expect(await scalers()).toBe('');
  });

  test('status shows every workload, the gateway and the last forecast', async () => {
    const { code, stdout } = await run(['status', '--json']);
    const status = statusSchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(status.up).toBe(true);
    expect(status.lastForecastSeconds).toBeLessThan(120);
    expect(status.workloads.map(({ name, ready, desired }) => `${name} ${ready}/${desired}`)).toEqual([
      'gui 1/1',
      'machine-learning-v1 1/1',
      'machine-learning-v2 1/1',
      'message-queue 1/1',
      'simulation 1/1',
    ]);
  });

  test('down leaves the cluster as it was', async () => {
    expect((await run(['down'])).code).toBe(0);
    expect(await clusterNow()).toEqual(before);
  });
});
