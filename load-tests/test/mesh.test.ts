import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { type JobSettings, configMapOf, jobOf } from '../src/mesh-manifests.ts';
import { readScriptFiles, scriptPath } from '../src/script-files.ts';

const settings: JobSettings = {
  name: 'load-a1',
  namespace: 'weather',
  image: 'grafana/k6:2.2.0',
  environment: { LOAD_PROFILE: 'smoke' },
  deadlineSeconds: 60,
};

/** Imports that are still there once types are gone. */
const importsOf = (source: string) =>
  [...source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)';/gm)].map(([, specifier]) => specifier!);

test('whatever a script imports is k6 itself or among the files that go into the mesh', async () => {
  const files = await readScriptFiles();
  expect([...files.keys()]).toContain(scriptPath);
  const imported = [...files].flatMap(([path, source]) =>
    importsOf(source)
      .filter((specifier) => !/^k6(\/|$)/.test(specifier))
      .map((specifier) => (specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier)),
  );
  expect(imported.length).toBeGreaterThan(20);
  expect(imported.filter((path) => !files.has(path))).toEqual([]);
});

test('each file gets its path back from the key it has in the ConfigMap', async () => {
  const files = await readScriptFiles();
  const { data } = configMapOf(settings, files);
  const [volume] = jobOf(settings, files.keys()).spec.template.spec.volumes;
  const mounted = new Map(volume!.configMap.items.map(({ key, path }) => [path, data[key]]));
  expect(mounted).toEqual(files);
  expect(Object.keys(data).every((key) => /^[-._a-zA-Z0-9]+$/.test(key))).toBe(true);
});

test('the pod may do nothing but send requests, ends by itself and is removed', async () => {
  const { spec } = jobOf(settings, []);
  expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 60, ttlSecondsAfterFinished: 300 });
  const pod = spec.template.spec;
  expect(pod).toMatchObject({
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(pod.containers[0]).toMatchObject({
    image: 'grafana/k6:2.2.0',
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    resources: { limits: { memory: '1Gi' } },
  });
  expect(pod.containers[0]!.env).toContainEqual({ name: 'LOAD_PROFILE', value: 'smoke' });
});
