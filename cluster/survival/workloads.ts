import type { Kubectl } from '../src/kubectl.ts';
import { deploymentSchema, podListSchema, type Pod } from '../src/objects.ts';
import { waitUntil } from './wait-until.ts';

/** A copy of the system: the cluster that it runs in, and its namespace there. */
export interface Installation {
  kubectl: Kubectl;
  namespace: string;
}

const isReady = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp === undefined &&
  status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');

export const getDeployment = ({ kubectl, namespace }: Installation, name: string) =>
  kubectl.get(deploymentSchema, ['deployment', name, '-n', namespace]);

/** All of a deployment's pods, those that are ending too. */
export async function podsOf(installation: Installation, name: string): Promise<Pod[]> {
  const { kubectl, namespace } = installation;
  const { matchLabels } = (await getDeployment(installation, name)).spec.selector;
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  return (await kubectl.get(podListSchema, ['pods', '-n', namespace, '-l', labels.join(',')])).items;
}

/** Waits until all replicas are of the newest template, ready, and no other pod is left. */
export async function settled(installation: Installation, name: string): Promise<Pod[]> {
  return waitUntil(
    `${name} to settle`,
    async () => {
      const { metadata, spec, status } = await getDeployment(installation, name);
      if (status.observedGeneration !== metadata.generation) return undefined;
      if (status.updatedReplicas !== spec.replicas) return undefined;
      const pods = await podsOf(installation, name);
      return pods.length === spec.replicas && pods.every(isReady) && pods;
    },
    { timeoutMs: 180_000, intervalMs: 500 },
  );
}

export async function scale(installation: Installation, name: string, replicas: number): Promise<Pod[]> {
  const { kubectl, namespace } = installation;
  await kubectl.text(['-n', namespace, 'scale', `deployment/${name}`, `--replicas=${replicas}`]);
  return settled(installation, name);
}
