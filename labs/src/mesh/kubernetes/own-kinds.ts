import { MeshError, type MeshObject } from '../mesh.ts';

/** Every kind that a scenario may hold, as `kubectl get` names it. */
export const ownKinds = [
  'destinationrules.networking.istio.io',
  'virtualservices.networking.istio.io',
  'envoyfilters.networking.istio.io',
  'serviceentries.networking.istio.io',
  'sidecars.networking.istio.io',
  'gateways.networking.istio.io',
  'proxyconfigs.networking.istio.io',
  'peerauthentications.security.istio.io',
  'authorizationpolicies.security.istio.io',
  'requestauthentications.security.istio.io',
  'telemetries.telemetry.istio.io',
  'networkpolicies.networking.k8s.io',
  'deployments.apps',
  'jobs.batch',
  'services',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'pods',
];

/** `networking.istio.io/v1` and `DestinationRule` as `destinationrules.networking.istio.io`. */
function pluralOf({ apiVersion, kind }: MeshObject): string {
  const [group] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  const plural = kind
    .toLowerCase()
    .replace(/([^aeiou])y$/, '$1ie')
    .concat('s');
  return group === '' ? plural : `${plural}.${group}`;
}

/**
 * What `removeAll` would not find, a killed runner would leave behind for good.
 *
 * @throws MeshError when an object is of another kind than these, or in another namespace
 */
export function refuseStrange(objects: readonly MeshObject[], namespaces: readonly string[]): void {
  for (const object of objects) {
    const { kind, metadata } = object;
    if (!ownKinds.includes(pluralOf(object)))
      throw new MeshError(
        `${kind} ${metadata.name} is of a kind that labs do not bring in: nothing was applied`,
        `These they do: ${ownKinds.map((one) => one.split('.')[0]).join(', ')}`,
      );
    if (!namespaces.includes(metadata.namespace ?? ''))
      throw new MeshError(
        `${kind} ${metadata.name} is for namespace ${metadata.namespace}: nothing was applied`,
        `Labs keep to ${namespaces.join(' and ')}.`,
      );
  }
}
