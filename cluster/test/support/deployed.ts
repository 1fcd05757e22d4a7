import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { reachGateway } from '../../src/gateway.ts';
import { clusterIfAny } from './cluster-if-any.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { available: boolean; context: string; gatewayUrl: string };
  }
}

const program = join(import.meta.dirname, '../../src/main.ts');

/**
 * Sees to it that the system runs in the cluster as it stands in this folder, before the first test. With
 * CLUSTER_AS_IT_IS=1 the tests take what runs. The system stays up afterwards.
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const cluster = await clusterIfAny();
  if (cluster === undefined) {
    project.provide('cluster', { available: false, context: '', gatewayUrl: '' });
    return undefined;
  }
  if (process.env.CLUSTER_AS_IT_IS !== '1') await bringUp();
  const route = await reachGateway(cluster.kubectl, cluster.istio);
  project.provide('cluster', { available: true, context: cluster.context.name, gatewayUrl: route.url });
  return route.close;
}

async function bringUp(): Promise<void> {
  const child = spawn(process.execPath, [program, 'up'], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the system did not come up: pnpm cluster up ended with ${code}`);
}
