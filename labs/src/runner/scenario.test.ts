import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRules, RulesError, scenarioFolder, stepsOf, workloadsAmong } from './scenario.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (files: Record<string, string>) =>
  Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));

const rule = (name: string, more = '') =>
  `apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: ${name}\n${more}spec:\n  host: ${name}\n`;

describe('a folder of rules', () => {
  test('gives its objects in the order of the kustomization, each in its namespace', async () => {
    await write({
      'kustomization.yaml': 'namespace: weather\nresources:\n  - two.yaml\n  - one.yaml\n',
      'one.yaml': rule('a'),
      'two.yaml': `${rule('b')}---\n${rule('c', '  namespace: istio-system\n')}`,
      'not-named.yaml': rule('d'),
    });
    const objects = await readRules(folder);
    expect(objects.map(({ metadata }) => [metadata.name, metadata.namespace])).toEqual([
      ['b', 'weather'],
      ['c', 'istio-system'],
      ['a', 'weather'],
    ]);
    expect(objects[2]).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'a', namespace: 'weather' },
      spec: { host: 'a' },
    });
  });

  test('passes over documents with nothing in them, as kubectl does', async () => {
    await write({ 'kustomization.yaml': 'resources: [one.yaml]\n', 'one.yaml': `---\n${rule('a')}---\n# the end\n` });
    expect(await readRules(folder)).toHaveLength(1);
  });

  test('takes other such folders in, and makes ConfigMaps of files', async () => {
    await mkdir(join(folder, 'base'));
    await mkdir(join(folder, 'top'));
    const generator = 'configMapGenerator: [{name: script, namespace: istio-system, files: [run.ts]}]\n';
    await write({
      'base/kustomization.yaml': `resources: []\n${generator}generatorOptions: {disableNameSuffixHash: true}\n`,
      'base/run.ts': 'run();\n',
      'top/kustomization.yaml': 'namespace: weather\nresources: [../base, one.yaml]\n',
      'top/one.yaml': rule('a'),
    });
    expect(await readRules(join(folder, 'top'))).toMatchObject([
      { kind: 'ConfigMap', metadata: { name: 'script', namespace: 'istio-system' }, data: { 'run.ts': 'run();\n' } },
      { kind: 'DestinationRule', metadata: { name: 'a', namespace: 'weather' } },
    ]);
  });

  const faults: [string, Record<string, string>, RegExp][] = [
    ['is not there', {}, /kustomization\.yaml cannot be read: ENOENT/],
    ['has an empty kustomization', { 'kustomization.yaml': '# nothing\n' }, /kustomization\.yaml is empty/],
    ['has a kustomization without resources', { 'kustomization.yaml': 'namespace: weather\n' }, /yaml: .*resources/s],
    ['asks for more than is done here', { 'kustomization.yaml': 'resources: []\npatches: []\n' }, /yaml: .*patches/s],
    ['names a file that is not there', { 'kustomization.yaml': 'resources: [a.yaml]\n' }, /a\.yaml cannot be read/],
    [
      'has YAML that is none',
      { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'kind: [DestinationRule\n' },
      /a\.yaml: .*line 2/s,
    ],
    [
      'has an object without a name',
      { 'kustomization.yaml': 'resources: [a.yaml]\n', 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n' },
      /a\.yaml: .*metadata\.name/s,
    ],
  ];
  test.each(faults)('that %s is refused, with the file and what is wrong in it', async (_, files, message) => {
    await write(files);
    const reading = readRules(folder);
    await expect(reading).rejects.toThrow(RulesError);
    await expect(reading).rejects.toThrow(message);
  });
});

test('the scenario of the first lab can be read', async () => {
  expect(await readRules(scenarioFolder('round-robin'))).toMatchObject([
    { kind: 'DestinationRule', metadata: { name: 'machine-learning-v1', namespace: 'weather' } },
  ]);
});

const object = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { name } });
const deployment = (name: string, spec = {}) => ({ ...object('apps/v1', 'Deployment', name), spec });
const service = object('v1', 'Service', 'redis');

test('workloads that rules bring along are known, with their replicas', () => {
  expect(workloadsAmong([deployment('redis'), service, deployment('limiter', { replicas: 2 })])).toEqual([
    { name: 'redis', replicas: 1 },
    { name: 'limiter', replicas: 2 },
  ]);
});

test('rules come last, and workloads one after the other: a limiter that finds no store gives up', () => {
  const filter = object('networking.istio.io/v1alpha3', 'EnvoyFilter', 'filter');
  const [store, limiter] = [deployment('redis'), deployment('limiter')];
  expect(stepsOf([filter, store, limiter, service])).toEqual([[service], [store], [limiter], [filter]]);
  expect(stepsOf([filter])).toEqual([[filter]]);
  expect(stepsOf([])).toEqual([]);
});
