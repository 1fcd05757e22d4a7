import { z } from 'zod';
import { kubectl, namespace } from './cluster.ts';

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(
          z.object({
            name: z.string(),
            env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
          }),
        ),
      }),
    }),
  }),
});

/** Sets variables on deployments and waits until they run with them. The function returned sets them back. */
export async function setEnvironment(
  deployments: readonly string[],
  variables: Record<string, string>,
): Promise<() => Promise<void>> {
  const before = new Map<string, string[]>();
  for (const deployment of deployments) before.set(deployment, await settingsNow(deployment, Object.keys(variables)));
  const wanted = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  await change(deployments, () => wanted);
  return () => change(deployments, (deployment) => before.get(deployment)!);
}

async function change(deployments: readonly string[], settingsOf: (deployment: string) => string[]): Promise<void> {
  for (const deployment of deployments) {
    const settings = settingsOf(deployment);
    await kubectl(['-n', namespace, 'set', 'env', `deployment/${deployment}`, '--containers=service', ...settings]);
  }
  for (const deployment of deployments)
    await kubectl(['-n', namespace, 'rollout', 'status', `deployment/${deployment}`, '--timeout=240s']);
}

/** As `kubectl set env` takes them: NAME=value, or NAME- for what is not set. */
async function settingsNow(deployment: string, names: string[]): Promise<string[]> {
  const { spec } = deploymentSchema.parse(
    JSON.parse(await kubectl(['-n', namespace, 'get', 'deployment', deployment, '-o', 'json'])),
  );
  const env = spec.template.spec.containers.find(({ name }) => name === 'service')?.env ?? [];
  return names.map((name) => {
    const value = env.find((variable) => variable.name === name)?.value;
    return value === undefined ? `${name}-` : `${name}=${value}`;
  });
}
