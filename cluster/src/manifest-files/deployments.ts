import { z } from 'zod';
import { filesLike, readDocument } from './read-yaml.ts';

export const environmentEntrySchema = z.union([
  z.strictObject({ name: z.string(), value: z.string() }),
  z.strictObject({
    name: z.string(),
    valueFrom: z.strictObject({ fieldRef: z.looseObject({ fieldPath: z.string() }) }),
  }),
]);

export type EnvironmentEntry = z.output<typeof environmentEntrySchema>;

const containerSchema = z.object({
  image: z.string().optional(),
  env: z.array(environmentEntrySchema).default([]),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.int() }) }) }).optional(),
});

const deploymentSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
      spec: z.object({
        terminationGracePeriodSeconds: z.int().optional(),
        containers: z.tuple([containerSchema]),
      }),
    }),
  }),
});

const suffixedSchema = z.object({
  nameSuffix: z.string(),
  labels: z.array(z.object({ pairs: z.record(z.string(), z.string()) })),
});

const patchSchema = z.array(z.object({ op: z.literal('add'), value: environmentEntrySchema }));

/** A deployment as its files make it, before any tool renders them. */
export interface SourceDeployment {
  name: string;
  service: string;
  environment: Record<string, string>;
  preStopSeconds: number;
  graceSeconds: number;
}

/** The deployments of k8s/base, with what the component observability adds to their environment. */
export function sourceDeployments(): SourceDeployment[] {
  const plain = filesLike('k8s/base/*/deployment.yaml').map((file) => {
    const deployment = readDocument(deploymentSchema, file);
    return merge(deployment.metadata.name, deployment, deployment.spec.template.metadata.labels, '');
  });
  const models = ['v1', 'v2'].map((folder) => {
    const deployment = readDocument(deploymentSchema, 'k8s/base/machine-learning/model/deployment.yaml');
    const { nameSuffix, labels } = readDocument(
      suffixedSchema,
      `k8s/base/machine-learning/${folder}/kustomization.yaml`,
    );
    return merge('machine-learning', deployment, Object.assign({}, ...labels.map(({ pairs }) => pairs)), nameSuffix);
  });
  return [...plain, ...models];
}

/** Deployments as their pods' labels tell them apart: `app version`, such as `machine-learning v2`. */
export const appsAndVersions = () =>
  sourceDeployments()
    .map(({ service, environment }) => `${service} ${environment.SERVICE_VERSION}`)
    .toSorted();

function merge(
  service: string,
  deployment: z.output<typeof deploymentSchema>,
  labels: Record<string, string>,
  suffix: string,
): SourceDeployment {
  const common = readDocument(deploymentSchema, 'k8s/base/every-deployment.yaml');
  const [commonContainer] = common.spec.template.spec.containers;
  const [container] = deployment.spec.template.spec.containers;
  const added = readDocument(patchSchema, 'k8s/components/observability/send-spans.yaml').map(({ value }) => value);
  return {
    name: deployment.metadata.name + suffix,
    service,
    environment: environmentOf([...commonContainer.env, ...container.env, ...added], labels),
    preStopSeconds: commonContainer.lifecycle!.preStop.sleep.seconds,
    graceSeconds: common.spec.template.spec.terminationGracePeriodSeconds!,
  };
}

/** What a container finds in its environment, with the fields of a pod of that deployment. */
export function environmentOf(
  entries: readonly EnvironmentEntry[],
  labels: Record<string, string>,
): Record<string, string> {
  const fields: Record<string, string | undefined> = { 'metadata.name': 'pod-5fb476b59c-fzrft' };
  for (const [name, value] of Object.entries(labels)) fields[`metadata.labels['${name}']`] = value;
  return Object.fromEntries(
    entries.map((entry) => {
      if ('value' in entry) return [entry.name, entry.value];
      const value = fields[entry.valueFrom.fieldRef.fieldPath];
      if (value === undefined)
        throw new Error(`${entry.name}: a pod has no field ${entry.valueFrom.fieldRef.fieldPath}`);
      return [entry.name, value];
    }),
  );
}
