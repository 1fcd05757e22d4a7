import { expect, test } from 'vitest';
import { kubectlOn } from './kubectl.ts';
import { addProviders, removeProviders } from './mesh-config-map.ts';
import { providersIn } from './mesh-config.ts';
import type { RunCommand } from './run-command.ts';

const istio = {
  version: '1.31.0',
  namespace: 'istio-system',
  meshConfigMap: 'istio',
  gateway: { name: 'istio-ingressgateway', namespace: 'istio-system' },
};
const mesh = 'accessLogFile:   /dev/stdout\n# spaced as nobody else would\nrootNamespace: istio-system';
const wanted = [{ name: 'weather-tracing', opentelemetry: { port: 4317 } }];

/** A ConfigMap behind a kubectl that merges patches as the API server does, and refuses one that comes too late. */
function clusterWith(text: string) {
  const map = {
    metadata: { name: 'istio', annotations: {} as Record<string, string>, resourceVersion: '1' },
    data: { mesh: text },
  };
  const run: RunCommand = async (_file, args) => {
    if (args.includes('get')) return { code: 0, stdout: JSON.stringify(map), stderr: '' };
    const patch = JSON.parse(args.at(-1)!) as {
      metadata: { resourceVersion: string; annotations: Record<string, string | null> };
      data: { mesh: string };
    };
    if (patch.metadata.resourceVersion !== map.metadata.resourceVersion)
      return { code: 1, stdout: '', stderr: 'the object has been modified' };
    map.data.mesh = patch.data.mesh;
    for (const [name, value] of Object.entries(patch.metadata.annotations))
      if (value === null) delete map.metadata.annotations[name];
      else map.metadata.annotations[name] = value;
    map.metadata.resourceVersion += '1';
    return { code: 0, stdout: '', stderr: '' };
  };
  return { map, kubectl: kubectlOn('minikube', { run, signal: new AbortController().signal }) };
}

test('what was added is taken out again to the byte, and no mark stays', async () => {
  const { map, kubectl } = clusterWith(mesh);
  expect(await addProviders(kubectl, istio, wanted)).toBe(true);
  expect(providersIn(map.data.mesh)).toEqual(wanted);
  expect(await removeProviders(kubectl, istio)).toBe(true);
  expect(map.data.mesh).toBe(mesh);
  expect(map.metadata.annotations).toEqual({});
});

test('a second time there is nothing to add, and nothing to take out', async () => {
  const { map, kubectl } = clusterWith(mesh);
  await addProviders(kubectl, istio, wanted);
  const { resourceVersion } = map.metadata;
  expect(await addProviders(kubectl, istio, wanted)).toBe(false);
  expect(map.metadata.resourceVersion).toBe(resourceVersion);
  await removeProviders(kubectl, istio);
  expect(await removeProviders(kubectl, istio)).toBe(false);
});

test('a newer version of ours takes the place of the old one', async () => {
  const { map, kubectl } = clusterWith(mesh);
  await addProviders(kubectl, istio, wanted);
  const newer = [{ name: 'weather-tracing', opentelemetry: { port: 4318 } }];
  expect(await addProviders(kubectl, istio, newer)).toBe(true);
  expect(providersIn(map.data.mesh)).toEqual(newer);
  await removeProviders(kubectl, istio);
  expect(map.data.mesh).toBe(mesh);
});

test('what others changed in between stays when ours goes', async () => {
  const { map, kubectl } = clusterWith(mesh);
  await addProviders(kubectl, istio, wanted);
  map.data.mesh = map.data.mesh.replace('/dev/stdout', '/dev/stderr');
  await removeProviders(kubectl, istio);
  expect(map.data.mesh).toContain('/dev/stderr');
  expect(providersIn(map.data.mesh)).toEqual([]);
});

test('an upgrade of Istio that wrote the mesh anew is not undone', async () => {
  const { map, kubectl } = clusterWith(mesh);
  await addProviders(kubectl, istio, wanted);
  map.data.mesh = 'trustDomain: new.local';
  expect(await addProviders(kubectl, istio, wanted)).toBe(true);
  await removeProviders(kubectl, istio);
  expect(map.data.mesh).toBe('trustDomain: new.local');
});
