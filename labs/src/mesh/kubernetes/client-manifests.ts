import { commonLabels, labLabel } from './own-mark.ts';
import type { ClientSettings } from '../mesh.ts';

export const k6Image = 'grafana/k6:2.2.0';
export const fortioImage = 'fortio/fortio:1.75.0';

export const clientWorkload = 'lab-client';

/** Where the script finds the plan, and itself lies. */
export const planFile = '/plan/plan.json';
/** What k6 printed on its last run, and how it ended. */
export const outputFile = '/plan/output';
export const exitFile = '/plan/exit';
export const scriptFile = '/scripts/lab-load.ts';

/** A client that nobody removes ends after this time: longer than any lab takes. */
const deadlineSeconds = 1800;

export const clientName = ({ name }: ClientSettings) => `${clientWorkload}-${name}`;

const labels = {
  ...commonLabels,
  [labLabel]: 'client',
  app: clientWorkload,
  version: 'v1',
  'app.kubernetes.io/name': clientWorkload,
  'app.kubernetes.io/component': clientWorkload,
};

export function scriptMapOf(settings: ClientSettings, namespace: string, script: string) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: clientName(settings), namespace, labels },
    data: { 'lab-load.ts': script },
  };
}

/** A pod that waits to be told what to do. */
export function clientPodOf(settings: ClientSettings, namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: clientName(settings),
      namespace,
      labels: { ...labels, 'sidecar.istio.io/inject': String(settings.hasProxy) },
      annotations: settings.hasProxy ? { 'proxy.istio.io/config': JSON.stringify(proxyConfig(settings)) } : {},
    },
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: deadlineSeconds,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      ...(settings.identity !== undefined && { serviceAccountName: settings.identity }),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 12_345,
        runAsGroup: 12_345,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [k6Container, ...(settings.withFortio ? [fortioContainer] : [])],
      volumes: [
        { name: 'scripts', configMap: { name: clientName(settings) } },
        { name: 'plan', emptyDir: { sizeLimit: '64Mi' } },
      ],
    },
  };
}

/** Naming prefixes takes the place of Istio's own choice, so that is named as well. */
const statistics = [
  'cluster_manager',
  'listener_manager',
  'server',
  'cluster.xds-grpc',
  'cluster.outbound',
  'cluster.inbound',
  'http.',
  'listener.',
];

const proxyConfig = ({ proxyConcurrency }: ClientSettings) => ({
  ...(proxyConcurrency !== undefined && { concurrency: proxyConcurrency }),
  // Else the first requests of a pod with a classic sidecar find no proxy.
  holdApplicationUntilProxyStarts: true,
  proxyStatsMatcher: { inclusionPrefixes: statistics },
});

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

const k6Container = {
  name: 'k6',
  image: k6Image,
  imagePullPolicy: 'IfNotPresent',
  command: ['sleep', String(deadlineSeconds)],
  env: [{ name: 'K6_AUTO_EXTENSION_RESOLUTION', value: 'false' }],
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } },
  securityContext: restricted,
  volumeMounts: [
    { name: 'scripts', mountPath: '/scripts', readOnly: true },
    { name: 'plan', mountPath: '/plan' },
  ],
};

/** Its image has no shell and nothing else to wait with: it serves, to nobody. */
const fortioContainer = {
  name: 'fortio',
  image: fortioImage,
  imagePullPolicy: 'IfNotPresent',
  args: [
    'server',
    '-http-port=127.0.0.1:18080',
    '-grpc-port=disabled',
    '-tcp-port=disabled',
    '-udp-port=disabled',
    '-redirect-port=disabled',
    '-quiet',
  ],
  resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '128Mi' } },
  securityContext: restricted,
};
