import { scriptPath } from './script-files.ts';
import { k6Arguments, k6Environment } from './local-run.ts';

export interface JobSettings {
  name: string;
  namespace: string;
  image: string;
  environment: Record<string, string>;
  /** Kubernetes ends it after so long, whatever happens. */
  deadlineSeconds: number;
}

const labels = {
  app: 'load-test',
  version: 'v1',
  'app.kubernetes.io/name': 'load-test',
  'app.kubernetes.io/component': 'load-test',
  'app.kubernetes.io/part-of': 'weather-mesh',
  'app.kubernetes.io/managed-by': 'pnpm-load',
};

/** A ConfigMap's keys hold no slash; the volume gives each file its path back. */
const keyOf = (path: string) => path.replaceAll('/', '__');

export function configMapOf({ name, namespace }: JobSettings, files: Map<string, string>) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels },
    data: Object.fromEntries([...files].map(([path, text]) => [keyOf(path), text])),
  };
}

/** A pod of k6 with a sidecar: a client in the mesh, as the services are to each other. */
export function jobOf(settings: JobSettings, paths: Iterable<string>) {
  const { name, namespace, deadlineSeconds } = settings;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: deadlineSeconds,
      // For when nobody is left to remove it.
      ttlSecondsAfterFinished: 300,
      template: {
        metadata: {
          labels: { ...labels, 'sidecar.istio.io/inject': 'true' },
          // Else the first requests of a pod with a classic sidecar find no proxy.
          annotations: { 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}' },
        },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 12_345,
            runAsGroup: 12_345,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [containerOf(settings)],
          volumes: [
            {
              name: 'scripts',
              configMap: { name, items: [...paths].map((path) => ({ key: keyOf(path), path })) },
            },
          ],
        },
      },
    },
  };
}

function containerOf({ image, environment }: JobSettings) {
  return {
    name: 'k6',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['k6', ...k6Arguments, `/scripts/${scriptPath}`],
    env: Object.entries({ ...k6Environment, ...environment }).map(([key, value]) => ({ name: key, value })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }],
  };
}
