import { setTimeout as pause } from 'node:timers/promises';
import { runCommand } from '../src/run-command.ts';
import { waitUntil } from './wait-until.ts';
import { type Installation, getDeployment, podsOf, scale, settled } from './workloads.ts';

/** Each does its harm and resolves when the cluster says that all is as before. */

export async function rollingRestart(installation: Installation, deployment: string): Promise<void> {
  const { kubectl, namespace } = installation;
  await kubectl.text(['-n', namespace, 'rollout', 'restart', `deployment/${deployment}`]);
  await settled(installation, deployment);
}

/** Deletes each of the deployment's pods, one after the other has been replaced. */
export async function deletePods(installation: Installation, deployment: string): Promise<void> {
  const { kubectl, namespace } = installation;
  for (const { metadata } of await settled(installation, deployment)) {
    await kubectl.text(['-n', namespace, 'delete', 'pod', metadata.name]);
    await settled(installation, deployment);
  }
}

/** @param seen asked with the names of all pods until it says that each of them has worked */
export async function scaleOutAndIn(
  installation: Installation,
  deployments: readonly string[],
  seen: (pods: string[]) => Promise<boolean>,
): Promise<void> {
  const toAll = (replicas: number) => Promise.all(deployments.map((name) => scale(installation, name, replicas)));
  try {
    const names = (await toAll(3)).flat().map(({ metadata }) => metadata.name);
    await waitUntil(`work of ${names.join(', ')}`, () => seen(names), { timeoutMs: 60_000, intervalMs: 1000 });
  } finally {
    await toAll(1);
  }
}

/** Envoy is told to quit, pilot-agent ends with it, and the kubelet starts the container anew. */
export async function killSidecar(installation: Installation, deployment: string): Promise<void> {
  const { kubectl, namespace } = installation;
  const [pod] = await settled(installation, deployment);
  const { name } = pod!.metadata;
  const restarts = async () => {
    const now = (await podsOf(installation, deployment)).find(({ metadata }) => metadata.name === name);
    const { initContainerStatuses, containerStatuses } = now!.status;
    return [...initContainerStatuses, ...containerStatuses].find((one) => one.name === 'istio-proxy')!.restartCount;
  };
  const before = await restarts();
  // The command's own connection may break with Envoy: what counts is the restart.
  const quit = 'pilot-agent request POST quitquitquit'.split(' ');
  await kubectl.attempt(['-n', namespace, 'exec', name, '-c', 'istio-proxy', '--', ...quit]);
  await waitUntil('the sidecar to be started anew', async () => (await restarts()) > before);
  await settled(installation, deployment);
}

/**
 * Takes the cluster's name service away for a while. Where CoreDNS is not a deployment of kube-system, the commands in
 * DNS_OFF and DNS_ON do it. One of the deployment's pods is asked whether names are really gone, and then back.
 */
export async function withoutNames(
  installation: Installation,
  deployment: string,
  milliseconds: number,
): Promise<void> {
  const { off, on } = await nameService(installation);
  const answers = () => resolvesNames(installation, deployment);
  await waitUntil('names to be resolved', answers);
  try {
    await off();
    const goneAt = performance.now();
    await waitUntil('names to be gone', async () => !(await answers()), { timeoutMs: milliseconds });
    await pause(Math.max(0, milliseconds - (performance.now() - goneAt)));
  } finally {
    await on();
  }
  await waitUntil('names to be back', answers);
}

const lookUp = `new (require('node:dns').promises.Resolver)({ timeout: 1000, tries: 1 })
  .resolve4('kubernetes.default.svc.cluster.local').then(() => process.exit(0), () => process.exit(3))`;

async function resolvesNames({ kubectl, namespace }: Installation, deployment: string): Promise<boolean> {
  const args = ['-n', namespace, 'exec', `deployment/${deployment}`, '-c', 'service', '--', 'node', '-e', lookUp];
  const { code, stderr } = await kubectl.attempt(args);
  if (code !== 0 && code !== 3) throw new Error(stderr);
  return code === 0;
}

/** Why `withoutNames` cannot work here, if it cannot. */
export async function whyNamesCannotGo({ kubectl }: Installation): Promise<string | undefined> {
  const { code, stderr } = await kubectl.attempt(['-n', 'kube-system', 'get', 'deployment', 'coredns']);
  if (code === 0 || process.env.DNS_OFF !== undefined) return undefined;
  return `no way to stop the name service: set DNS_OFF and DNS_ON to commands that do (${stderr.trim()})`;
}

async function nameService({ kubectl }: Installation) {
  const { DNS_OFF, DNS_ON } = process.env;
  if (DNS_OFF !== undefined && DNS_ON !== undefined) return { off: () => shell(DNS_OFF), on: () => shell(DNS_ON) };
  const system = { kubectl, namespace: 'kube-system' };
  const { spec } = await getDeployment(system, 'coredns');
  return { off: () => scale(system, 'coredns', 0), on: () => scale(system, 'coredns', spec.replicas) };
}

async function shell(command: string): Promise<void> {
  const { code, stderr } = await runCommand('sh', ['-c', command]);
  if (code !== 0) throw new Error(`${command}: ${stderr}`);
}
