import { expect, test } from 'vitest';
import { openCluster } from './cluster.ts';
import { type Answer, kubeconfig, list, worldOf } from './testing.ts';

const version = (server: string, client = 'v1.36.0') =>
  JSON.stringify({ clientVersion: { gitVersion: client }, serverVersion: { gitVersion: server } });

const istiod = (image: string, { revision = 'default', ready = 1 } = {}) => ({
  metadata: { name: 'istiod', namespace: 'istio-system', labels: { 'istio.io/rev': revision } },
  spec: { selector: {}, template: { spec: { containers: [{ name: 'discovery', image }] } } },
  status: { readyReplicas: ready },
});

const gateway = { metadata: { name: 'istio-ingressgateway', namespace: 'istio-system' }, spec: {}, status: {} };

function open(answers: { version?: Answer; istiod?: Answer; gateway?: Answer }) {
  const { world } = worldOf([
    ['config view', kubeconfig('minikube', 'https://192.168.49.2:8443')],
    ['version', answers.version ?? version('v1.34.4')],
    ['deployments app=istiod', answers.istiod ?? list(istiod('docker.io/istio/pilot:1.31.0'))],
    ['services istio=ingressgateway', answers.gateway ?? list(gateway)],
  ]);
  return openCluster(world, undefined);
}

const failure = (message: string, hint: string) => ({
  message: expect.stringContaining(message) as string,
  hint: expect.stringContaining(hint) as string,
});

test('a cluster with everything is told by its versions', async () => {
  expect(await open({})).toMatchObject({
    context: { name: 'minikube' },
    kubernetesVersion: 'v1.34.4',
    istio: { version: '1.31.0', meshConfigMap: 'istio', gateway: { name: 'istio-ingressgateway' } },
  });
});

test('a cluster that does not answer', async () => {
  const refused = { fails: 'The connection to the server 192.168.49.2:8443 was refused' };
  await expect(open({ version: refused })).rejects.toMatchObject(failure('was refused', 'minikube start'));
});

test.each([
  ['the cluster', version('v1.29.1')],
  ['kubectl', version('v1.34.4', 'v1.24.0')],
])('%s is too old', async (what, answer) => {
  await expect(open({ version: answer })).rejects.toThrow(`${what} is Kubernetes`);
});

test('without Istio it prints the line that installs it', async () => {
  await expect(open({ istiod: list() })).rejects.toMatchObject(failure('not installed', 'istioctl install'));
});

test('an Istio that is too old', async () => {
  const old = list(istiod('gcr.io/istio-release/pilot:1.23.5-distroless'));
  await expect(open({ istiod: old })).rejects.toMatchObject(failure('Istio 1.23.5', 'istioctl install'));
});

test('an istiod that is not ready', async () => {
  const unready = list(istiod('istio/pilot:1.31.0', { ready: 0 }));
  await expect(open({ istiod: unready })).rejects.toMatchObject(failure('not ready', 'describe pods'));
});

test('an Istio without an ingress gateway', async () => {
  await expect(open({ gateway: list() })).rejects.toMatchObject(failure('without an ingress gateway', 'istioctl'));
});

test('of several revisions the default one counts; with none of it, the ConfigMap carries the revision', async () => {
  const canary = istiod('istio/pilot:1.32.0', { revision: 'canary' });
  const both = await open({ istiod: list(canary, istiod('istio/pilot:1.31.0')) });
  expect(both.istio).toMatchObject({ version: '1.31.0', meshConfigMap: 'istio' });
  const one = await open({ istiod: list(canary) });
  expect(one.istio).toMatchObject({ version: '1.32.0', meshConfigMap: 'istio-canary' });
});

test('an image by digest tells no version, and is taken as new enough', async () => {
  const digest = list(istiod('istio/pilot@sha256:0123'));
  expect((await open({ istiod: digest })).istio.version).toBe('of unknown version');
});
