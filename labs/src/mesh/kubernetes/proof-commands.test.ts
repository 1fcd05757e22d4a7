import { expect, test } from 'vitest';
import type { Replica } from '../mesh.ts';
import { commandOf } from './proof-commands.ts';

const replica = (workload: string): Replica => ({
  workload,
  name: `${workload}-1`,
  address: '10.0.0.1',
  version: 'v1',
  ready: true,
  hasProxy: true,
});

const places = { namespace: 'weather', gatewayNamespace: 'istio-ingress' };

test('a proof is looked for where the replica is: the gateway has a namespace of its own', () => {
  expect(commandOf({ of: 'proxy-configuration', replica: replica('gui') }, places)).toBe(
    'istioctl -n weather proxy-config all gui-1 -o json',
  );
  const gateway = replica('istio-ingressgateway');
  expect(commandOf({ of: 'http-filter', replica: gateway, filter: 'weather.limit' }, places)).toBe(
    'istioctl -n istio-ingress proxy-config listeners istio-ingressgateway-1 -o json | grep weather.limit',
  );
});

test('each kind of proof has a command that names what it is about', () => {
  const one = replica('gui');
  const commands = [
    commandOf({ of: 'containers', replica: one }, places),
    commandOf({ of: 'proxy-workers', replica: one }, places),
    commandOf({ of: 'routes', replica: one }, places),
    commandOf({ of: 'clusters', replica: one }, places),
    commandOf({ of: 'mutual-tls', replica: one }, places),
    commandOf({ of: 'retried-requests', replica: one }, places),
    commandOf({ of: 'endpoints', replica: one, cluster: 'outbound|3001||gui' }, places),
    commandOf({ of: 'clusters-of-service', replica: one, service: 'gui' }, places),
    commandOf({ of: 'service-ports', service: 'gui' }, places),
    commandOf({ of: 'replicas', workload: 'gui' }, places),
    commandOf({ of: 'object', kind: 'ConfigMap', name: 'gui' }, places),
  ];
  for (const command of commands) expect(command).toMatch(/^(kubectl|istioctl) -n weather .*gui/);
  expect(commandOf({ of: 'rules' }, places)).toBe('istioctl -n weather analyze');
  expect(commandOf({ of: 'control-plane' }, places)).toMatch(
    /^istioctl proxy-status; kubectl -n istio-system logs .*istiod/,
  );
});
