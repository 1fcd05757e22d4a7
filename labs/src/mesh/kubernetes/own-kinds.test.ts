import { expect, test } from 'vitest';
import type { MeshObject } from '../mesh.ts';
import { refuseStrange } from './own-kinds.ts';

const object = (apiVersion: string, kind: string, namespace = 'weather'): MeshObject => ({
  apiVersion,
  kind,
  metadata: { name: 'one', namespace },
});

const namespaces = ['weather', 'istio-ingress'];

test.each([
  ['networking.istio.io/v1', 'Gateway'],
  ['networking.istio.io/v1', 'ServiceEntry'],
  ['security.istio.io/v1', 'AuthorizationPolicy'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
])('%s %s is of a kind that can be cleaned up', (apiVersion, kind) => {
  expect(() => refuseStrange([object(apiVersion, kind, 'istio-ingress')], namespaces)).not.toThrow();
});

test.each([
  [object('gateway.networking.k8s.io/v1', 'HTTPRoute'), 'HTTPRoute one is of a kind that labs do not bring in'],
  [object('serving.knative.dev/v1', 'Service'), 'Service one is of a kind'],
  [object('v1', 'Service', 'default'), 'Service one is for namespace default: nothing was applied'],
])('what would stay behind is refused', (strange, message) => {
  expect(() => refuseStrange([object('v1', 'Service'), strange], namespaces)).toThrow(message);
});
