import { expect, test } from 'vitest';
import { chooseContext } from './context.ts';
import { type Answer, kubeconfig, worldOf } from './testing.ts';

const choose = (config: Answer, named?: string) => chooseContext(worldOf([['config view', config]]).world, named);

const near = 'https://127.0.0.1:6443';

test.each([
  ['minikube', 'https://192.168.49.2:8443', 'minikube'],
  ['kind-weather', near, 'kind'],
  ['k3d-weather', 'https://0.0.0.0:6550', 'k3d'],
  ['docker-desktop', 'https://kubernetes.docker.internal:6443', 'shares-docker'],
  ['rancher-desktop', near, 'shares-docker'],
  ['colima', near, 'shares-docker'],
  ['orbstack', 'https://k8s.orb.local:26443', 'shares-docker'],
])('%s at %s is on this machine', async (name, server, tool) => {
  expect(await choose(kubeconfig(name, server))).toEqual({ name, server, tool });
});

test('a profile of minikube may have any name', async () => {
  const config = kubeconfig('course', 'https://192.168.49.2:8443', 'minikube.sigs.k8s.io');
  expect(await choose(config)).toMatchObject({ name: 'course', tool: 'minikube' });
});

test.each([
  ['production', 'https://203.0.113.7'],
  ['production', near],
  ['kind-production', 'https://api.example.com'],
  ['minikube', 'https://203.0.113.7:8443'],
])('%s at %s is refused unless it is named', async (name, server) => {
  const config = kubeconfig(name, server);
  await expect(choose(config)).rejects.toMatchObject({
    message: expect.stringContaining('does not look like a cluster on this machine') as string,
    hint: expect.stringContaining(`--context ${name}`) as string,
  });
  expect(await choose(config, name)).toMatchObject({ name });
});

test('without kubectl it says where to get it', async () => {
  await expect(choose('not installed')).rejects.toMatchObject({
    message: 'kubectl is not installed, or not on the PATH',
    hint: expect.stringContaining('https://kubernetes.io') as string,
  });
});

test('without any cluster it says how to start one', async () => {
  const none = JSON.stringify({ contexts: null, clusters: null, 'current-context': '' });
  await expect(choose(none)).rejects.toMatchObject({
    hint: expect.stringMatching(/minikube start --cpus=[^]*Then: npx --yes pnpm cluster up/) as string,
  });
});

test('a name that kubectl does not know is told with those that it knows', async () => {
  await expect(choose(kubeconfig('minikube', near), 'minicube')).rejects.toMatchObject({
    message: 'kubectl has no context minicube',
    hint: 'It has minikube.',
  });
});
