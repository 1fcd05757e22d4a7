import { expect, test } from 'vitest';
import { z } from 'zod';
import { environmentEntrySchema, environmentOf, sourceDeployments } from './deployments.ts';
import { filesLike, readDocuments } from './read-yaml.ts';

const selectorSchema = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .default([]),
});
const peersSchema = z.array(
  z.object({ podSelector: selectorSchema.optional(), namespaceSelector: z.unknown().optional() }),
);
const portsSchema = z.array(z.object({ port: z.int() }));
const policySchema = z.object({
  spec: z.object({
    podSelector: selectorSchema,
    ingress: z.array(z.object({ from: peersSchema.optional(), ports: portsSchema })).default([]),
    egress: z.array(z.object({ to: peersSchema.optional(), ports: portsSchema })).default([]),
  }),
});

const policies = filesLike('k8s/components/network-policies/*.yaml')
  .filter((file) => !file.endsWith('kustomization.yaml'))
  .flatMap((file) => readDocuments(policySchema, file))
  .map(({ spec }) => spec);

const selects = ({ matchLabels, matchExpressions }: z.output<typeof selectorSchema>, app: string) =>
  Object.entries(matchLabels).every(([key, value]) => key === 'app' && value === app) &&
  matchExpressions.every(({ key, values }) => key === 'app' && values.includes(app));

/** Whether a rule's peers, which are everybody where none is named, have pods of the namespace that are called so. */
const include = (peers: z.output<typeof peersSchema> | undefined, app: string) =>
  peers === undefined ||
  peers.some(
    ({ podSelector, namespaceSelector }) =>
      namespaceSelector === undefined && podSelector !== undefined && selects(podSelector, app),
  );

const servicePort = 3001;

const isForServices = ({ ports }: { ports: z.output<typeof portsSchema> }) =>
  ports.some(({ port }) => port === servicePort);

/** Whether pods of the one `app` may call those of the other on the port of services: both sides have to admit it. */
const admits = (caller: string, callee: string) =>
  policies.some(
    ({ podSelector, egress }) =>
      selects(podSelector, caller) && egress.some((rule) => isForServices(rule) && include(rule.to, callee)),
  ) &&
  policies.some(
    ({ podSelector, ingress }) =>
      selects(podSelector, callee) && ingress.some((rule) => isForServices(rule) && include(rule.from, caller)),
  );

const containerSchema = z.object({
  env: z.array(environmentEntrySchema).default([]),
  ports: z.array(z.object({ containerPort: z.int() })),
});
const deploymentSchema = z.object({
  metadata: z.object({ namespace: z.string().default('weather') }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.object({ app: z.string() }) }),
      spec: z.object({ containers: z.tuple([containerSchema]) }),
    }),
  }),
});

/** What labs bring along, as `kubectl apply -k` has it, too. */
const brought = filesLike('istio/scenarios/**/deployment.yaml')
  .flatMap((file) => readDocuments(deploymentSchema, file))
  .filter(({ metadata }) => metadata.namespace === 'weather')
  .map(({ spec: { template } }) => {
    const { labels } = template.metadata;
    const [{ env, ports }] = template.spec.containers;
    const answers = ports.some(({ containerPort }) => containerPort === servicePort);
    return { app: labels.app, answers, environment: environmentOf(env, {}) };
  });

const called = brought.flatMap(({ app, environment }) =>
  Object.values(environment).flatMap((value) =>
    [...value.matchAll(/http:\/\/([a-z0-9-]+?)(?:-v\d)?:3001/g)].map(([, host]) => [app, host!] as const),
  ),
);

test.each(called)('under the network policies %s, which a lab brings, may call %s', (caller, callee) => {
  expect(admits(caller, callee)).toBe(true);
});

const answering = [
  ...sourceDeployments().map(({ service }) => service),
  ...brought.filter(({ answers }) => answers).map(({ app }) => app),
  'a-service-that-was-added',
];

test.each([...new Set(answering)])('under the network policies labs and load tests may call %s', (callee) => {
  expect(['lab-client', 'load-test'].filter((caller) => !admits(caller, callee))).toEqual([]);
});

test('a pod of a lab that has no reason to call is kept from it', () => {
  expect(called.length).toBeGreaterThan(0);
  expect(admits('flaky-model', 'simulation')).toBe(false);
});
