import type { Cluster } from './cluster.ts';
import { Failure } from './failure.ts';
import { type GatewayRoute, reachGateway } from './gateway.ts';
import { readSnapshot } from './live-stream.ts';
import type { Deployment, Pod } from './objects.ts';
import { podTrouble, readyContainers } from './pod-trouble.ts';
import { isRolledOut, podsOf, readWorkloads } from './rollout.ts';

export interface WorkloadStatus {
  name: string;
  ready: number;
  desired: number;
  /** Of a pod, those that are ready and all: 2/2 is the service and its proxy. The worst, where pods differ. */
  containers: string | null;
  restarts: number;
  image: string;
  trouble: string | null;
}

export interface Status {
  context: string;
  server: string;
  kubernetes: string;
  istio: string;
  workloads: WorkloadStatus[];
  gateway: { url: string; how: string } | null;
  /** Why the gateway cannot be reached. */
  gatewayTrouble: string | null;
  /** Since an observation with a forecast came in; null if none is known. */
  lastForecastSeconds: number | null;
  /** Everything is there, runs what was applied, and can be reached. */
  up: boolean;
}

export async function readStatus(cluster: Cluster, signal: AbortSignal): Promise<Status> {
  const { context, kubernetesVersion, istio, kubectl } = cluster;
  const [deployments, pods] = await readWorkloads(kubectl);
  const deployed = deployments.length > 0;
  const { route, trouble = null } = deployed ? await tryGateway(cluster) : {};
  const status: Status = {
    context: context.name,
    server: context.server,
    kubernetes: kubernetesVersion,
    istio: istio.version,
    workloads: deployments.map((deployment) => statusOf(deployment, pods)),
    gateway: route === undefined ? null : { url: route.url, how: route.how },
    gatewayTrouble: trouble,
    lastForecastSeconds: route === undefined ? null : await lastForecastSeconds(route.url, signal),
    up: deployed && deployments.every(isRolledOut) && trouble === null,
  };
  route?.close();
  return status;
}

/** All else is worth telling, too, when the gateway cannot be reached. */
async function tryGateway({ kubectl, istio }: Cluster): Promise<{ route?: GatewayRoute; trouble?: string }> {
  try {
    return { route: await reachGateway(kubectl, istio) };
  } catch (error) {
    if (error instanceof Failure) return { trouble: error.message };
    throw error;
  }
}

function statusOf(deployment: Deployment, all: readonly Pod[]): WorkloadStatus {
  const pods = podsOf(deployment, all);
  const restarts = pods.flatMap(({ status }) => status.containerStatuses.map(({ restartCount }) => restartCount));
  const troubles = pods.flatMap((pod) => podTrouble(pod)?.reason ?? []);
  return {
    name: deployment.metadata.name,
    ready: deployment.status.readyReplicas,
    desired: deployment.spec.replicas,
    containers: pods.map(readyContainers).toSorted()[0] ?? null,
    restarts: restarts.reduce((sum, count) => sum + count, 0),
    image: deployment.spec.template.spec.containers[0]?.image ?? '',
    trouble: troubles[0] ?? null,
  };
}

/** From what the page shows; null when it cannot be read. */
async function lastForecastSeconds(gatewayUrl: string, signal: AbortSignal): Promise<number | null> {
  try {
    const { stations, overview } = await readSnapshot(gatewayUrl, AbortSignal.any([signal, AbortSignal.timeout(5000)]));
    const times = stations.filter(({ forecasts }) => forecasts.length > 0).map(({ receivedAt }) => receivedAt);
    return times.length === 0 ? null : Math.round((overview.serverTime - Math.max(...times)) / 1000);
  } catch {
    return null;
  }
}
