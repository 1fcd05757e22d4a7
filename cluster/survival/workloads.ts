import { kubectl, kubectlJson } from './kubectl.ts';
import { waitUntil } from './wait-until.ts';

interface ContainerStatus {
  name: string;
  ready: boolean;
  restartCount: number;
}

export interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  status: {
    conditions?: { type: string; status: string }[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

interface Deployment {
  metadata: { generation: number };
  spec: { replicas: number; selector: { matchLabels: Record<string, string> } };
  status: { observedGeneration?: number; updatedReplicas?: number };
}

const isReady = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp === undefined &&
  status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;

const getDeployment = (namespace: string, name: string) =>
  kubectlJson<Deployment>(['-n', namespace, 'get', 'deployment', name]);

/** All of a deployment's pods, those that are ending too. */
export async function podsOf(namespace: string, name: string): Promise<Pod[]> {
  const { matchLabels } = (await getDeployment(namespace, name)).spec.selector;
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return (await kubectlJson<{ items: Pod[] }>(['-n', namespace, 'get', 'pods', '-l', labels.join(',')])).items;
}

/** Waits until all replicas are of the newest template, ready, and no other pod is left. */
export async function settled(namespace: string, name: string): Promise<Pod[]> {
  return waitUntil(
    `${name} to settle`,
    async () => {
      const { metadata, spec, status } = await getDeployment(namespace, name);
      if (status.observedGeneration !== metadata.generation) return undefined;
      if ((status.updatedReplicas ?? 0) !== spec.replicas) return undefined;
      const pods = await podsOf(namespace, name);
      return pods.length === spec.replicas && pods.every(isReady) && pods;
    },
    { timeoutMs: 180_000, intervalMs: 500 },
  );
}

export async function scale(namespace: string, name: string, replicas: number): Promise<Pod[]> {
  await kubectl(['-n', namespace, 'scale', `deployment/${name}`, `--replicas=${replicas}`]);
  return settled(namespace, name);
}
