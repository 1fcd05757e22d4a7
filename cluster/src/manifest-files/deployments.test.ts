import { expect, test } from 'vitest';
import { z } from 'zod';
import { environmentFaults } from '../../../system/check/service-environment.ts';
import { environmentOf, sourceDeployments } from './deployments.ts';
import { filesLike, readDocument } from './read-yaml.ts';

const deployments = sourceDeployments();
const byName = deployments.map((deployment) => [deployment.name, deployment] as const);

test('every folder of the base is a service with deployments, those of the models among them', () => {
  const { resources } = readDocument(z.object({ resources: z.array(z.string()) }), 'k8s/base/kustomization.yaml');
  const folders = resources.filter((resource) => !resource.endsWith('.yaml'));
  expect([...new Set(deployments.map(({ service }) => service))].toSorted()).toEqual(folders.toSorted());
  const names = deployments.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['machine-learning-v1', 'machine-learning-v2']));
});

test.each(byName)('%s is given nothing that it does not know or would refuse', (_name, { service, environment }) => {
  expect(environmentFaults(service, environment)).toEqual([]);
});

test('the label `version` chooses the model', () => {
  const models = deployments.filter(({ service }) => service === 'machine-learning');
  expect(models.map(({ environment }) => [environment.MODEL, environment.SERVICE_VERSION])).toEqual([
    ['v1', 'v1'],
    ['v2', 'v2'],
  ]);
});

test('a field that a pod does not have is an error', () => {
  const entry = { name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.labels['colour']" } } };
  expect(() => environmentOf([entry], { version: 'v1' })).toThrow("metadata.labels['colour']");
});

test.each(byName)('%s has the time that it takes to stop, and the proxy after it', (_name, deployment) => {
  const { SHUTDOWN_WAIT_MS = '0', SHUTDOWN_DEADLINE_MS } = deployment.environment;
  const service = deployment.preStopSeconds + Number(SHUTDOWN_WAIT_MS) / 1000 + Number(SHUTDOWN_DEADLINE_MS) / 1000;
  expect(deployment.graceSeconds).toBeGreaterThanOrEqual(service + 5);
});

test('every sink that message-queue starts with is on its allow list', () => {
  const { SUBSCRIPTIONS, SINK_ALLOW } = deployments.find(({ name }) => name === 'message-queue')!.environment;
  const sinks = z.array(z.object({ sink: z.url() })).parse(JSON.parse(SUBSCRIPTIONS!));
  expect(sinks.length).toBeGreaterThanOrEqual(2);
  for (const { sink } of sinks) expect(SINK_ALLOW!.split(',')).toContain(new URL(sink).origin);
});

test('proxies give idle connections up before Node does, with our rule and without any', () => {
  const file = 'istio/base/destination-rule.yaml';
  const idle = z
    .string()
    .regex(/^\d+s$/)
    .transform((text) => Number.parseInt(text, 10) * 1000);
  const http = z.object({ idleTimeout: idle });
  const rule = z.object({ spec: z.object({ trafficPolicy: z.object({ connectionPool: z.object({ http }) }) }) });
  const { idleTimeout } = readDocument(rule, file).spec.trafficPolicy.connectionPool.http;
  const envoyDefault = 3_600_000;
  for (const { environment } of deployments) {
    expect(Number(environment.KEEP_ALIVE_TIMEOUT_MS)).toBeGreaterThan(Math.max(idleTimeout, envoyDefault));
  }
  expect(idleTimeout).toBeLessThan(65_000);
});

test('Prometheus and Grafana are the versions of docker compose', () => {
  const images = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });
  const { services } = readDocument(images, 'docker-compose.yml');
  for (const name of ['prometheus', 'grafana']) {
    const container = z.object({ image: z.string() });
    const pod = z.object({
      spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }) }),
    });
    const { spec } = readDocument(pod, `k8s/components/observability/${name}/deployment.yaml`);
    expect(spec.template.spec.containers[0].image).toBe(services[name]!.image);
  }
});

test('every rule, dashboard and setting of observability/ reaches the cluster', () => {
  const generators = z.object({ configMapGenerator: z.array(z.object({ files: z.array(z.string()) })) });
  const { configMapGenerator } = readDocument(generators, 'observability/kustomization.yaml');
  const listed = configMapGenerator.flatMap(({ files }) =>
    files.map((file) => `observability/${file.split('=').at(-1)}`),
  );
  const there = filesLike('observability/{prometheus/rules,grafana/dashboards,grafana/provisioning/*}/*.{yml,json}');
  expect(listed.toSorted()).toEqual([...there, 'observability/prometheus/kubernetes.yml'].toSorted());
});
