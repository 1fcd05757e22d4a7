import { join } from 'node:path';
import type { StoredEvent } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { blocksTypedBy } from '../../system/docs/command-blocks.ts';
import { type ProjectCopy, copyProject } from '../../system/test/project-copy.ts';
import { typed } from '../../system/test/typed.ts';
import { buildImage } from '../src/images.ts';
import { root } from '../src/places.ts';
import { runCommand } from '../src/run-command.ts';
import { type EventLog, withEventLog } from '../survival/event-log.ts';
import { simulateOnce } from './support/call.ts';
import { clusterKubectl, describeInCluster, gatewayUrl, inContext, kubectl, namespace } from './support/cluster.ts';
import { linesOf } from './support/log-lines.ts';
import { spansOfRequest, startCollector, stopCollector } from './support/span-collector.ts';
import { pathTo } from './support/span-path.ts';

const name = 'bonus';
const path = `/api/v1/${name}`;

const ownKinds = 'deployment,service,serviceaccount,poddisruptionbudget';

const askLog = <T>(use: (log: EventLog) => Promise<T>) => withEventLog({ kubectl: clusterKubectl, namespace }, use);
const subscribers = () => askLog(async (log) => (await log.subscriptions()).map(({ id }) => id).toSorted());

/** What is ours in the cluster, but for pods and what they come of, whose names are drawn. */
async function objectsNow(): Promise<string[]> {
  const kinds = 'deployments,services,serviceaccounts,poddisruptionbudgets,networkpolicies,virtualservices';
  return (await kubectl(['-n', namespace, 'get', kinds, '-o', 'name'])).split('\n').toSorted();
}

/** What docs/adding-a-service.md tells to type on a cluster. */
const [deploy, status, call, lastPush, gatewayLog, takeAway] = await blocksTypedBy(
  'cluster/test/new-service.test.ts',
  'docs/adding-a-service.md',
);

/** `pnpm cluster ...` of the project in a folder. */
async function cluster(folder: string, ...args: string[]): Promise<string> {
  const program = join(folder, 'cluster/src/main.ts');
  const { code, stdout, stderr } = await runCommand(process.execPath, [program, ...args, ...inContext]);
  expect(code, stderr).toBe(0);
  return stdout;
}

const statusSchema = z.object({
  workloads: z.array(z.object({ name: z.string(), ready: z.number(), containers: z.string().nullable() })),
});

const temperatureSchema = z.object({ value: z.number() });
const extremesSchema = z.object({
  items: z.array(z.object({ station: z.string(), highest: temperatureSchema, lowest: temperatureSchema })),
});

async function ask(): Promise<z.output<typeof extremesSchema>['items'] | undefined> {
  const { statusCode, body } = await request(gatewayUrl + path);
  const text = await body.text();
  return statusCode === 200 ? extremesSchema.parse(JSON.parse(text)).items : undefined;
}

const temperatures = (events: readonly StoredEvent[]) =>
  events.flatMap((event) => {
    const result = 'result' in event.data ? event.data.result : {};
    return result.air_temperature === undefined ? [] : [result.air_temperature.value];
  });

describeInCluster('a service that pnpm new-service wrote', () => {
  let copy: ProjectCopy;
  let objects: string[];
  let subscribed: string[];

  beforeAll(async () => {
    [objects, subscribed] = [await objectsNow(), await subscribers()];
    await startCollector();
    copy = await copyProject();
    await newService();
    const { signal } = new AbortController();
    const world = { run: runCommand, say: console.log, print: console.log, signal, env: process.env };
    await buildImage(world, copy.root, name);
    await type(deploy!);
  });

  afterAll(async () => {
    await stopCollector();
    if ((await objectsNow()).includes(`deployment.apps/${name}`)) await leave();
    await runCommand('docker', ['image', 'rm', ...(await imagesBuilt())]);
    copy?.remove();
  });

  /** In the copy. The others' images are those that run: they stay as they are. */
  async function type(commands: string): Promise<string> {
    const onThis = commands
      .replaceAll(/cluster up$/gm, '$& --no-build')
      .replace(/^gateway=\S+/m, `gateway=${gatewayUrl}`);
    const script = `kubectl() { command kubectl ${inContext.join(' ')} "$@"; }\n${onThis}`;
    const { code, output } = await typed(script, { CLUSTER_CONTEXT: inContext[1] }, copy.root);
    if (code !== 0) throw new Error(`${onThis}\n${output}`);
    return output;
  }

  async function newService(...options: string[]): Promise<string> {
    const { code, output } = await copy.node(['system/new-service/main.ts', name, ...options]);
    if (code !== 0) throw new Error(output);
    return output;
  }

  test('is up, with its sidecar, and subscribed', async () => {
    const { workloads } = statusSchema.parse(JSON.parse(await cluster(copy.root, 'status', '--json')));
    expect(workloads).toContainEqual({ name, ready: 1, containers: '2/2' });
    expect(await type(status!)).toMatch(/^bonus +1\/1 ready +2\/2 containers/m);
    expect(await subscribers()).toEqual([...subscribed, name].toSorted());
  });

  test('answers through the gateway what the log holds of a station', async () => {
    const { account } = await simulateOnce();
    const [station] = account.stations;
    const celsius = temperatures(await askLog((log) => log.eventsOf(station!)));
    expect(celsius.length).toBeGreaterThan(0);
    const answered = async () => (await ask())?.find((item) => item.station === station);
    const extremes = { highest: { value: Math.max(...celsius) }, lowest: { value: Math.min(...celsius) } };
    await expect.poll(answered, { timeout: 60_000 }).toMatchObject(extremes);
    const { statusCode, headers, body } = await request(gatewayUrl + path, { method: 'POST' });
    await body.dump();
    expect([statusCode, headers['x-served-by']]).toEqual([404, undefined]);
  });

  test('is found as the walkthrough says', async () => {
    expect(await type(call!)).toMatch(/"acked":[^]*"highest":[^]*HTTP\/1\.1 404/);
    expect(await type(gatewayLog!)).toContain('performSimulation');
    await expect.poll(() => type(lastPush!), { timeout: 30_000 }).toContain('message-queue');
  });

  test('is the last stop of a trace that begins in the gateway and goes through message-queue', async () => {
    // The proxies hear of the collector when they hear of it: until then their part of a trace is missing.
    const { requestId, traced } = await waitFor(tracedCall, { timeoutMs: 240_000, intervalMs: 1000, what: 'a trace' });
    const stops = traced.map(({ service }) => service);
    expect(stops[0]).toBe('istio-ingressgateway.istio-system');
    expect(stops).toEqual(expect.arrayContaining([`simulation.${namespace}`, `message-queue.${namespace}`]));
    const lines = await linesOf(namespace, name, 'istio-proxy', requestId);
    expect(new Set(lines.map(({ trace_id }) => trace_id))).toEqual(new Set([traced[0]!.traceId]));
  });

  test('taken away, it leaves the cluster as it was', async () => {
    expect(await newService('--remove')).toContain(takeAway!.split('\n').at(-1));
    await type(takeAway!);
    await askLog((log) => log.unsubscribe(name));
    expect(await objectsNow()).toEqual(objects);
    expect(await subscribers()).toEqual(subscribed);
    expect(await ask()).toBeUndefined();
  });
});

/** A call, and the spans on its way to the new service, once they are there. */
async function tracedCall() {
  const { requestId } = await simulateOnce();
  return waitFor(
    async () => {
      const spans = await spansOfRequest(requestId);
      const paths = spans
        .filter(({ service }) => service === `${name}.${namespace}`)
        .map((span) => pathTo(spans, span));
      const traced = paths.find(([first]) => first!.parentId === '');
      return traced && { requestId, traced };
    },
    { timeoutMs: 15_000, intervalMs: 2000 },
  ).catch(() => undefined);
}

/** What a failed test left. */
async function leave(): Promise<void> {
  await cluster(root, 'up', '--no-build');
  await kubectl(['-n', namespace, 'delete', ownKinds, name, '--ignore-not-found']);
  await askLog((log) => log.unsubscribe(name));
}

async function imagesBuilt(): Promise<string[]> {
  const list = ['image', 'ls', `weather/${name}`, '--format', '{{.Repository}}:{{.Tag}}'];
  const { stdout } = await runCommand('docker', list);
  return stdout.split('\n').filter((reference) => reference !== '');
}
