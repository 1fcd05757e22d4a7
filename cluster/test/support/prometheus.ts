import { configWithTargets } from '@weather/observability';
import { stringify } from 'yaml';
import { z } from 'zod';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { forwardPort } from '../../src/port-forward.ts';
import { clusterKubectl, kubectl, namespace } from './cluster.ts';

/** A Prometheus of the test's own, beside the system. It is called as the real one is, so that NetworkPolicies let it. */
const name = 'metrics-test';
const labels = { app: 'prometheus', test: name, 'sidecar.istio.io/inject': 'false' };

const image = process.env.TEST_PROMETHEUS_IMAGE ?? 'prom/prometheus:v3.13.1';

const rulesFolder = join(import.meta.dirname, '../../../observability/prometheus/rules');

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
        annotations: z.record(z.string(), z.string()).default({}),
      }),
      status: z.object({ phase: z.string(), podIP: z.string().optional() }),
    }),
  ),
});

/** Starts it on the pods that there are now; answers where it is reached from here. */
export async function startPrometheus(): Promise<{ url: string; stop(): Promise<void> }> {
  await stopPrometheus();
  const targets = [...(await podTargets(namespace)), ...(await podTargets('istio-system'))];
  const config = configWithTargets('kubernetes.yml', 'kubernetes-pods', targets, {
    interval: '2s',
    rules: '/etc/prometheus',
  });
  const yaml = (await objects(config)).map((object) => stringify(object)).join('---\n');
  await kubectl(['create', '-f', '-'], { stdin: yaml });
  await kubectl(['-n', namespace, 'wait', '--for=condition=Ready', `pod/${name}`, '--timeout=120s']);
  const { url, close } = await forwardPort(clusterKubectl, { namespace, target: `pod/${name}`, port: 9090 });
  const stop = () => {
    close();
    return stopPrometheus();
  };
  return { url, stop };
}

async function stopPrometheus(): Promise<void> {
  await kubectl(['-n', namespace, 'delete', 'pod,configmap', name, '--ignore-not-found', '--wait']);
}

/**
 * What Kubernetes' discovery would make of the pods of a namespace: their labels and annotations as meta labels, which
 * our relabelling then works on. Listing them here spares the test a role, and a Prometheus built without discovery will do.
 */
async function podTargets(where: string) {
  const { items } = podsSchema.parse(JSON.parse(await kubectl(['-n', where, 'get', 'pods', '-o', 'json'])));
  return items.map(({ metadata, status }) => ({
    address: `${status.podIP ?? 'none'}:80`,
    labels: Object.fromEntries([
      ['__meta_kubernetes_namespace', metadata.namespace],
      ['__meta_kubernetes_pod_name', metadata.name],
      ['__meta_kubernetes_pod_phase', status.phase],
      ['__meta_kubernetes_pod_ip', status.podIP ?? ''],
      ...metaLabels('label', metadata.labels),
      ...metaLabels('annotation', metadata.annotations),
    ]),
  }));
}

function metaLabels(kind: 'label' | 'annotation', values: Record<string, string>): [string, string][] {
  return Object.entries(values)
    .filter(([key]) => kind === 'label' || key.startsWith('prometheus.io/'))
    .map(([key, value]) => [`__meta_kubernetes_pod_${kind}_${key.replaceAll(/\W/g, '_')}`, value]);
}

async function objects(config: string) {
  const metadata = { name, namespace, labels };
  const files = await readdir(rulesFolder);
  const rules = await Promise.all(
    files.map(async (file) => [file, await readFile(join(rulesFolder, file), 'utf8')] as const),
  );
  const args = ['--config.file=/etc/prometheus/prometheus.yaml', '--storage.tsdb.path=/prometheus'];
  const container = {
    name: 'prometheus',
    image,
    imagePullPolicy: 'IfNotPresent',
    args,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    readinessProbe: { httpGet: { path: '/-/ready', port: 9090 }, periodSeconds: 1 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/prometheus' },
      { name: 'data', mountPath: '/prometheus' },
    ],
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'prometheus.yaml': config, ...Object.fromEntries(rules) },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          fsGroup: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container],
        volumes: [
          { name: 'config', configMap: { name } },
          { name: 'data', emptyDir: { sizeLimit: '256Mi' } },
        ],
        terminationGracePeriodSeconds: 1,
      },
    },
  ];
}
