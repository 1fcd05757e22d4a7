import { Failure } from './failure.ts';
import type { Kubectl } from './kubectl.ts';
import { namespaceListSchema, objectListSchema } from './objects.ts';
import { namespace, ownLabel } from './places.ts';

export type NamespaceState = 'absent' | 'ours' | 'ending' | 'foreign';

/** Whose the namespace is: one without our label was there before us. */
export async function namespaceState(kubectl: Kubectl): Promise<NamespaceState> {
  const { items } = await kubectl.get(namespaceListSchema, ['namespaces']);
  const found = items.find(({ metadata }) => metadata.name === namespace);
  if (found === undefined) return 'absent';
  if (found.status.phase === 'Terminating') return 'ending';
  const [label, value] = ownLabel.split('=') as [string, string];
  return found.metadata.labels[label] === value ? 'ours' : 'foreign';
}

export function refuseForeign(): never {
  throw new Failure(
    `the cluster has a namespace ${namespace} that is not ours: nothing was touched`,
    `Delete it, or say that it is: kubectl label namespace ${namespace} ${ownLabel}`,
  );
}

const kinds =
  'deployments,statefulsets,daemonsets,jobs,cronjobs,pods,services,configmaps,secrets,persistentvolumeclaims';

/** What somebody else put into our namespace, as `kind/name`. */
export async function foreignObjects(kubectl: Kubectl): Promise<string[]> {
  const [label, value] = ownLabel.split('=') as [string, string];
  const { items } = await kubectl.get(objectListSchema, [kinds, '-n', namespace]);
  return items
    .filter(({ metadata }) => metadata.labels[label] !== value && metadata.ownerReferences.length === 0)
    .filter(({ metadata }) => !/^(kube-root-ca\.crt|istio-ca-root-cert|istio-ca-crl)$/.test(metadata.name))
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}
