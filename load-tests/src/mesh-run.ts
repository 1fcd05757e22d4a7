import { setTimeout as delay } from 'node:timers/promises';
import { chooseContext, runCommand } from '@weather/cluster';
import { z } from 'zod';
import { readK6Output } from './k6-output.ts';
import { type Kubectl, createKubectl } from './kubectl.ts';
import { LoadError } from './load-error.ts';
import type { RunOutcome } from './local-run.ts';
import { type JobSettings, configMapOf, jobOf } from './mesh-manifests.ts';
import type { MeshOptions } from './options.ts';
import { readScriptFiles } from './script-files.ts';

const namespaceSchema = z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }) });
const jobSchema = z.object({ metadata: z.object({ uid: z.string() }) });

const containerSchema = z.object({
  name: z.string(),
  state: z.object({
    waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
    running: z.object({}).optional(),
    terminated: z.object({ exitCode: z.int() }).optional(),
  }),
});

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({ containerStatuses: z.array(containerSchema).default([]) }),
    }),
  ),
});

type RunOptions = MeshOptions & { seconds: number; signal: AbortSignal; onLine: (line: string) => void };

/**
 * Runs k6 as a Job with a sidecar; job and scripts are gone afterwards, whatever happened.
 * @throws LoadError when the cluster does not let it, Failure when it is not certain which cluster is meant.
 */
export async function runInMesh(environment: Record<string, string>, options: RunOptions): Promise<RunOutcome> {
  const { namespace, image, seconds } = options;
  const { name: context } = await chooseContext({ run: runCommand, signal: options.signal }, options.context);
  const kubectl = createKubectl({ namespace, context });
  await assertInjects(kubectl, namespace);
  // Half a minute to start, half a minute for the last iterations, and the count at the end.
  const settings = {
    name: `load-${environment.LOAD_RUN}`,
    namespace,
    image,
    environment,
    deadlineSeconds: seconds + 360,
  };
  try {
    await create(kubectl, settings);
    const pod = await untilStarted(kubectl, settings, options.signal);
    return await follow(kubectl, pod, options);
  } finally {
    await kubectl.run(['delete', 'job,configmap', settings.name, '--ignore-not-found', '--cascade=foreground']);
  }
}

async function assertInjects(kubectl: Kubectl, namespace: string): Promise<void> {
  const { metadata } = await kubectl.json(['get', 'namespace', namespace], namespaceSchema);
  if (metadata.labels['istio-injection'] === 'enabled' || metadata.labels['istio.io/rev'] !== undefined) return;
  throw new LoadError(
    `namespace ${namespace} gives pods no sidecar: kubectl label namespace ${namespace} istio-injection=enabled`,
  );
}

async function create(kubectl: Kubectl, settings: JobSettings): Promise<void> {
  const files = await readScriptFiles();
  await kubectl.run(['create', '--filename', '-'], configMapOf(settings, files));
  await kubectl.run(['create', '--filename', '-'], jobOf(settings, files.keys()));
  const { name } = settings;
  const { metadata } = await kubectl.json(['get', 'job', name], jobSchema);
  // So that the scripts go when the job goes, also when it goes by itself.
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name, uid: metadata.uid };
  const patch = JSON.stringify({ metadata: { ownerReferences: [owner] } });
  await kubectl.run(['patch', 'configmap', name, '--type', 'merge', '--patch', patch]);
}

async function podOf(kubectl: Kubectl, job: string) {
  const { items } = await kubectl.json(
    ['get', 'pods', '--selector', `batch.kubernetes.io/job-name=${job}`],
    podsSchema,
  );
  const [pod] = items;
  return { name: pod?.metadata.name, state: pod?.status.containerStatuses.find(({ name }) => name === 'k6')?.state };
}

/** @returns the pod's name once k6 runs in it, or has already ended. */
async function untilStarted(kubectl: Kubectl, { name, image }: JobSettings, signal: AbortSignal): Promise<string> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (signal.aborted) throw new LoadError('interrupted before k6 ran');
    const pod = await podOf(kubectl, name);
    if (pod.name !== undefined && (pod.state?.running ?? pod.state?.terminated)) return pod.name;
    const { reason = 'no pod', message = '' } = pod.state?.waiting ?? {};
    if (/Image|CreateContainer/.test(reason)) {
      throw new LoadError(
        `${image} does not run in the cluster (${reason}: ${message})\nBring it in: minikube image load ${image}`,
      );
    }
    if (Date.now() > deadline)
      throw new LoadError(`the pod of job ${name} did not start in two minutes: ${reason} ${message}`);
    await delay(500);
  }
}

async function follow(kubectl: Kubectl, pod: string, { signal, onLine }: RunOptions): Promise<RunOutcome> {
  const logs = kubectl.start(['logs', '--follow', '--container', 'k6', pod]);
  signal.addEventListener('abort', () => logs.kill(), { once: true });
  const summary = await readK6Output(logs.stdout, onLine);
  if (signal.aborted) throw new LoadError('interrupted: the run was ended');
  return { exitCode: await exitCodeOf(kubectl, pod), summary };
}

async function exitCodeOf(kubectl: Kubectl, pod: string): Promise<number> {
  const podSchema = podsSchema.shape.items.element;
  for (let tries = 0; tries < 60; tries += 1) {
    const { status } = await kubectl.json(['get', 'pod', pod], podSchema);
    const ended = status.containerStatuses.find(({ name }) => name === 'k6')?.state.terminated;
    if (ended !== undefined) return ended.exitCode;
    await delay(500);
  }
  throw new LoadError(`the log of ${pod} ended, but k6 did not`);
}
