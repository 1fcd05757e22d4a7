import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { type Answer, kubeconfig, list, worldOf } from '../testing.ts';

const version = JSON.stringify({
  clientVersion: { gitVersion: 'v1.34.4' },
  serverVersion: { gitVersion: 'v1.34.4' },
});

const istiod = ({ image = 'istio/pilot:1.31.0', readyReplicas = 1 } = {}) => ({
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: { selector: {}, template: { spec: { containers: [{ name: 'discovery', image }] } } },
  status: { readyReplicas },
});

const meshWithOurs = JSON.stringify({
  metadata: { name: 'istio', annotations: { 'weather-mesh/added-providers': '["weather-tracing"]' } },
  data: { mesh: 'extensionProviders:\n- name: weather-tracing\n' },
});

const telemetry =
  'apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata:\n  name: weather\n  namespace: istio-system\n';

/** Of a cluster whose namespace is gone already. */
async function down(istiods: Answer) {
  const made = worldOf([
    ['config view', kubeconfig('minikube', 'https://192.168.49.2:8443')],
    ['version', version],
    ['get namespaces', list()],
    ['deployments app=istiod', istiods],
    ['kustomize istio/base', telemetry],
    ['kustomize', ''],
    ['get configmap istio', meshWithOurs],
    ['patch configmap istio', ''],
    ['delete', ''],
  ]);
  await createProgram(made.world).parseAsync(['down'], { from: 'user' });
  return made;
}

test.each([
  ['well', istiod()],
  ['not ready', istiod({ readyReplicas: 0 })],
  ['too old', istiod({ image: 'istio/pilot:1.20.0' })],
])('what is ours is taken out of an Istio that is %s, with or without a gateway', async (_state, found) => {
  const { commands, said } = await down(list(found));
  expect(commands.some((line) => line.includes('delete --ignore-not-found'))).toBe(true);
  expect(commands.some((line) => line.includes('patch configmap istio'))).toBe(true);
  expect(said).toContain('took our extension providers out of the mesh');
});

test('an Istio that cannot be looked for is no Istio that is gone', async () => {
  await expect(down({ fails: 'etcdserver: request timed out' })).rejects.toThrow('request timed out');
});

test('of an Istio that is gone nothing is left to be taken out', async () => {
  const { commands, said } = await down(list());
  expect(commands.filter((line) => /delete|patch/.test(line))).toEqual([]);
  expect(said).toEqual(['nothing of ours is left']);
});
