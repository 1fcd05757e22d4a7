import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from '../src/run-command.ts';
import { kubectl, kubectlJson } from './kubectl.ts';
import { waitUntil } from './wait-until.ts';
import { podsOf, scale, settled } from './workloads.ts';

/** Each does its harm and resolves when the cluster says that all is as before. */

export async function rollingRestart(namespace: string, deployment: string): Promise<void> {
  await kubectl(['-n', namespace, 'rollout', 'restart', `deployment/${deployment}`]);
  await settled(namespace, deployment);
}

/** Deletes each of the deployment's pods, one after the other has been replaced. */
export async function deletePods(namespace: string, deployment: string): Promise<void> {
  for (const { metadata } of await settled(namespace, deployment)) {
    await kubectl(['-n', namespace, 'delete', 'pod', metadata.name]);
    await settled(namespace, deployment);
  }
}

/** @param seen asked with the names of the three pods until it says that each of them has worked */
export async function scaleOutAndIn(
  namespace: string,
  deployment: string,
  seen: (pods: string[]) => Promise<boolean>,
): Promise<void> {
  const pods = await scale(namespace, deployment, 3);
  try {
    const names = pods.map(({ metadata }) => metadata.name);
    await waitUntil(`work of ${names.join(', ')}`, () => seen(names), { timeoutMs: 60_000, intervalMs: 1000 });
  } finally {
    await scale(namespace, deployment, 1);
  }
}

/** Envoy is told to quit, pilot-agent ends with it, and the kubelet starts the container anew. */
export async function killSidecar(namespace: string, deployment: string): Promise<void> {
  const [pod] = await settled(namespace, deployment);
  const { name } = pod!.metadata;
  const restarts = async () => {
    const now = (await podsOf(namespace, deployment)).find(({ metadata }) => metadata.name === name);
    const { initContainerStatuses = [], containerStatuses = [] } = now!.status;
    return [...initContainerStatuses, ...containerStatuses].find((one) => one.name === 'istio-proxy')!.restartCount;
  };
  const before = await restarts();
  // The command's own connection may break with Envoy: what counts is the restart.
  const quit = 'pilot-agent request POST quitquitquit'.split(' ');
  await runCommand('kubectl', ['-n', namespace, 'exec', name, '-c', 'istio-proxy', '--', ...quit]);
  await waitUntil('the sidecar to be started anew', async () => (await restarts()) > before);
  await settled(namespace, deployment);
}

/**
 * Takes the cluster's name service away for a while. Where CoreDNS is not a deployment of kube-system, the commands in
 * DNS_OFF and DNS_ON do it.
 */
export async function withoutNames(milliseconds: number): Promise<void> {
  const { off, on } = await nameService();
  try {
    await off();
    await pause(milliseconds);
  } finally {
    await on();
  }
}

/** Why `withoutNames` cannot work here, if it cannot. */
export async function whyNamesCannotGo(): Promise<string | undefined> {
  const { code, stderr } = await runCommand('kubectl', ['-n', 'kube-system', 'get', 'deployment', 'coredns']);
  if (code === 0 || process.env.DNS_OFF !== undefined) return undefined;
  return `no way to stop the name service: set DNS_OFF and DNS_ON to commands that do (${stderr.trim()})`;
}

async function nameService() {
  const { DNS_OFF, DNS_ON } = process.env;
  if (DNS_OFF !== undefined && DNS_ON !== undefined) return { off: () => shell(DNS_OFF), on: () => shell(DNS_ON) };
  const { spec } = await kubectlJson<{ spec: { replicas: number } }>([
    '-n',
    'kube-system',
    'get',
    'deployment',
    'coredns',
  ]);
  return {
    off: () => scale('kube-system', 'coredns', 0),
    on: () => scale('kube-system', 'coredns', spec.replicas),
  };
}

async function shell(command: string): Promise<void> {
  const { code, stderr } = await runCommand('sh', ['-c', command]);
  if (code !== 0) throw new Error(`${command}: ${stderr}`);
}
