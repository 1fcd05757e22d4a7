import { Failure } from './failure.ts';
import type { Kubectl } from './kubectl.ts';
import { type Deployment, type Pod, deploymentListSchema, podListSchema } from './objects.ts';
import { hasProxy, podTrouble } from './pod-trouble.ts';
import { namespace, ownLabel } from './places.ts';
import { type Look, waitUntil } from './poll.ts';
import type { World } from './world.ts';

/** Waits until every deployment runs what was applied, proxies included. */
export async function waitForRollouts(world: World, kubectl: Kubectl, stallMs: number): Promise<void> {
  await waitUntil(world, { what: 'pods', stallMs }, () => lookAtRollouts(kubectl));
}

async function lookAtRollouts(kubectl: Kubectl): Promise<Look<true>> {
  const [deployments, pods] = await readWorkloads(kubectl);
  const behind = deployments.filter((deployment) => !isRolledOut(deployment));
  if (behind.length === 0) return checkProxies(pods);
  const reasons = await Promise.all(behind.map((deployment) => whyBehind(kubectl, deployment, pods)));
  const [first] = behind;
  return {
    waiting: reasons.join('; '),
    hint: `Look closer: kubectl -n ${namespace} describe pods -l app.kubernetes.io/name=${first!.metadata.labels['app.kubernetes.io/name'] ?? first!.metadata.name}`,
  };
}

export async function readWorkloads(kubectl: Kubectl): Promise<[Deployment[], Pod[]]> {
  const where = ['-n', namespace, '-l', ownLabel];
  const [deployments, pods] = await Promise.all([
    kubectl.get(deploymentListSchema, ['deployments', ...where]),
    kubectl.get(podListSchema, ['pods', ...where]),
  ]);
  return [deployments.items, pods.items];
}

function checkProxies(pods: readonly Pod[]): Look<true> {
  const bare = pods.filter((pod) => !hasProxy(pod) && pod.metadata.labels['sidecar.istio.io/inject'] !== 'false');
  if (bare.length === 0) return { done: true };
  throw new Failure(
    `Istio put no proxy into ${bare.map(({ metadata }) => metadata.name).join(', ')}`,
    `Istio must inject into namespaces labelled istio-injection=enabled: try istioctl tag set default --revision ...,\nthen kubectl -n ${namespace} rollout restart deployment`,
  );
}

export function isRolledOut({ metadata, spec, status }: Deployment): boolean {
  return (
    status.observedGeneration >= metadata.generation &&
    status.updatedReplicas >= spec.replicas &&
    status.readyReplicas >= spec.replicas &&
    status.replicas === status.updatedReplicas
  );
}

export function podsOf({ metadata: { name }, spec }: Deployment, pods: readonly Pod[]): Pod[] {
  const wanted = Object.entries(spec.selector.matchLabels);
  return pods.filter(
    ({ metadata }) =>
      wanted.every(([label, value]) => metadata.labels[label] === value) && isNamedAfter(name, metadata),
  );
}

/** Another Deployment's pods may carry the same labels, so that a Service finds both. */
function isNamedAfter(deployment: string, { name, labels }: Pod['metadata']): boolean {
  const hash = labels['pod-template-hash'];
  return hash === undefined || name.startsWith(`${deployment}-${hash}-`);
}

/** Such as `gui 0/1 (service not ready)`. */
async function whyBehind(kubectl: Kubectl, deployment: Deployment, pods: readonly Pod[]): Promise<string> {
  const { metadata, spec, status } = deployment;
  const head = `${metadata.name} ${Math.min(status.readyReplicas, status.updatedReplicas)}/${spec.replicas}`;
  const own = podsOf(deployment, pods).filter((pod) => pod.metadata.deletionTimestamp === undefined);
  for (const pod of own) {
    const trouble = podTrouble(pod);
    if (trouble !== undefined)
      return `${head} (${trouble.reason}${trouble.crashed === undefined ? '' : await lastWords(kubectl, pod, trouble.crashed)})`;
  }
  const refused = status.conditions.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  return refused === undefined ? head : `${head} (${refused.message})`;
}

/** The last line that a container wrote before it ended. */
async function lastWords(kubectl: Kubectl, { metadata }: Pod, container: string): Promise<string> {
  for (const which of [['--previous'], []]) {
    const args = ['-n', namespace, 'logs', metadata.name, '-c', container, '--tail=1', ...which];
    const { code, stdout } = await kubectl.attempt(args);
    if (code === 0 && stdout.trim() !== '') return `: ${stdout.trim().slice(0, 300)}`;
  }
  return '';
}
