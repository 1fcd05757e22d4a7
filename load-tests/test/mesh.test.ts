import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

/** What becomes of a run with a kubectl that knows one cluster, which is not on this machine, and tells what it is asked. */
async function runAgainst(cluster: object, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'weather-kubectl-'));
  try {
    await writeFile(join(folder, 'config.json'), JSON.stringify(cluster));
    const script = `case "$*" in *'config view'*) cat ${folder}/config.json;; *) echo "asked for $*" >&2; exit 1;; esac`;
    await writeFile(join(folder, 'kubectl'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'kubectl'), 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, CLUSTER_CONTEXT: '' };
    const command = [join(import.meta.dirname, '../src/main.ts'), 'stress', '--in-mesh', ...args];
    return await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, command, { env }, (error, _stdout, stderr) => resolve({ code: error?.code, stderr }));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('no load is put on a cluster that is not on this machine, unless it is named', async () => {
  const production = {
    'current-context': 'production',
    contexts: [{ name: 'production', context: { cluster: 'one' } }],
    clusters: [{ name: 'one', cluster: { server: 'https://203.0.113.7' } }],
  };
  const refused = await runAgainst(production);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('does not look like a cluster on this machine');
  expect(refused.stderr).toContain('--context production');
  const { stderr } = await runAgainst(production, '--context', 'production');
  expect(stderr).toContain('--context production get namespace weather');
});
