import type { TestProject } from 'vitest/node';
import { runCommand } from '../../src/run-command.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { available: boolean; gatewayUrl: string };
  }
}

/** Sees to it that the system runs in the cluster of the current context before the first test. */
export default async function setup(project: TestProject): Promise<void> {
  const reason = await whatIsMissing();
  if (reason !== undefined && process.env.REQUIRE_CLUSTER === '1') throw new Error(reason);
  if (reason !== undefined) console.log(`tests of the real cluster are skipped: ${reason}`);
  project.provide('cluster', { available: reason === undefined, gatewayUrl: await gatewayUrl() });
}

async function whatIsMissing(): Promise<string | undefined> {
  const { code, stderr } = await runCommand('kubectl', ['-n', 'weather', 'get', 'deployment', 'message-queue']);
  return code === 0 ? undefined : `the system does not run in the cluster: ${stderr.trim()}`;
}

async function gatewayUrl(): Promise<string> {
  const path = 'jsonpath={.spec.clusterIP}';
  const { stdout } = await runCommand('kubectl', [
    '-n',
    'istio-system',
    'get',
    'service',
    'istio-ingressgateway',
    '-o',
    path,
  ]);
  return `http://${stdout}`;
}
