import type { MeshObject } from '../mesh.ts';

/** Whatever the labs create carries this label, with the lab's name; and nothing else does. */
export const labLabel = 'weather-mesh.io/lab';

/** Of Istio. Rules for the gateway name it, too, wherever the gateway is: Istio's documents do. */
export const istioNamespace = 'istio-system';

/** Of everything of the labs', the journal included. */
export const commonLabels = {
  'app.kubernetes.io/part-of': 'weather-mesh',
  'app.kubernetes.io/managed-by': 'weather-labs',
};

/** Who writes the fields, as Kubernetes keeps it. */
export const fieldManager = 'weather-labs';

const kindsWithPods = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicaSet']);

/** The object as it is created: in its namespace, with our label, and with the same on the pods that it makes. */
export function markAsOwn(object: MeshObject, { lab, namespace }: { lab: string; namespace: string }): MeshObject {
  const labels = { ...commonLabels, [labLabel]: lab };
  const marked = {
    ...object,
    metadata: { ...object.metadata, namespace, labels: { ...object.metadata.labels, ...labels } },
  };
  return kindsWithPods.has(object.kind) ? { ...marked, spec: withMarkedPods(object.spec, labels) } : marked;
}

function withMarkedPods(spec: unknown, labels: Record<string, string>): unknown {
  const { template, ...rest } = spec as { template?: { metadata?: { labels?: object } } };
  if (template === undefined) return spec;
  const metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } };
  return { ...rest, template: { ...template, metadata } };
}

/** What others refer to comes first: a route to a subset that is not there yet fails requests. */
const order = [
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'NetworkPolicy',
  'PeerAuthentication',
  'Telemetry',
  'ProxyConfig',
  'Service',
  'ServiceEntry',
  'Deployment',
  'Sidecar',
  'DestinationRule',
];
const placeOf = ({ kind }: { kind: string }) => (order.includes(kind) ? order.indexOf(kind) : order.length);

/** Objects in the order in which they are applied; they are removed in the reverse one. */
export const inOrder = <T extends { kind: string }>(objects: readonly T[]): T[] =>
  objects.toSorted((one, other) => placeOf(one) - placeOf(other));

/** Several objects as one text for kubectl. */
export const asList = (objects: readonly unknown[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
