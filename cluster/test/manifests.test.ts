import { readdirSync } from 'node:fs';
import { parseAllDocuments, stringify } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { environmentFaults } from '../../system/check/service-environment.ts';
import { environmentEntrySchema, environmentOf } from '../src/manifest-files/deployments.ts';
import { withOverlay } from '../src/manifests.ts';
import { componentsFolder, istioFolder } from '../src/places.ts';
import { runCommand } from '../src/run-command.ts';
import { attemptKubectl, describeInCluster, inContext, kubectl } from './support/cluster.ts';
import { findKubeScore } from './support/kube-score.ts';

/** Takes only pods that satisfy the Pod Security Standard `restricted`, and warns of what would make others. */
const scratch = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'weather-restricted',
    labels: {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  },
};
const namespace = scratch.metadata.name;

const components = readdirSync(componentsFolder).toSorted();
/** All 2^n sets of them. */
const combinations = Array.from({ length: 2 ** components.length }, (_, bits) => {
  const chosen = components.filter((_name, index) => (bits & (1 << index)) !== 0);
  return { chosen, words: chosen.join(' + ') || 'no component' };
});

const deploymentSchema = z.object({
  kind: z.literal('Deployment'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({ containers: z.tuple([z.looseObject({ env: z.unknown().optional() })]) }),
    }),
  }),
});

async function rendered(folder: string) {
  const documents = parseAllDocuments(await kubectl(['kustomize', folder])).map((document): unknown => document.toJS());
  const ofKind = (kind: string) => documents.filter((document) => (document as { kind: string }).kind === kind);
  return { documents, deployments: ofKind('Deployment').map((item) => deploymentSchema.parse(item)), ofKind };
}

const dryRun = ['apply', '--dry-run=server', '--validate=strict'];

describeInCluster('the manifests', () => {
  beforeAll(async () => {
    await kubectl(['apply', '-f', '-'], { stdin: stringify(scratch) });
  });

  afterAll(async () => {
    await kubectl(['delete', 'namespace', namespace]);
  });

  test.each(combinations)('with $words the API server takes all of it, without a warning', async ({ chosen }) => {
    await withOverlay({ components: chosen, namespace }, async (folder) => {
      const { code, stdout, stderr } = await attemptKubectl([...dryRun, '-k', folder]);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toContain('deployment.apps/message-queue created');
    });
  });

  test('every pod of theirs is let in where `restricted` is enforced', async () => {
    await withOverlay({ components, namespace }, async (folder) => {
      const { deployments, ofKind } = await rendered(folder);
      const accounts = ofKind('ServiceAccount').map((account) => stringify(account));
      await kubectl(['apply', '-f', '-'], { stdin: accounts.join('---\n') });
      expect(deployments).toHaveLength(7);
      for (const { metadata, spec } of deployments) {
        const pod = {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: metadata.name, namespace },
          spec: spec.template.spec,
        };
        const { stdout, stderr } = await attemptKubectl([...dryRun, '-f', '-'], { stdin: stringify(pod) });
        expect(stderr).toBe('');
        expect(stdout).toContain(`pod/${metadata.name} created`);
      }
    });
  });

  test('a pod that is not restricted is refused there, and a deployment of such brings a warning', async () => {
    const spec = { containers: [{ name: 'service', image: 'weather/gui:dev' }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'open', namespace }, spec };
    expect((await attemptKubectl([...dryRun, '-f', '-'], { stdin: stringify(pod) })).stderr).toContain('forbidden');
    const labels = { app: 'open' };
    const template = { metadata: { labels }, spec };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: pod.metadata,
      spec: { selector: { matchLabels: labels }, template },
    };
    const { stderr } = await attemptKubectl([...dryRun, '-f', '-'], { stdin: stringify(deployment) });
    expect(stderr).toContain('Warning: would violate PodSecurity');
  });

  test('a field that does not exist is refused', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'a', namespace },
      automountToken: false,
    };
    const { stderr } = await attemptKubectl([...dryRun, '-f', '-'], { stdin: stringify(claim) });
    expect(stderr).toContain('unknown field "automountToken"');
  });

  test('as rendered, each service is given nothing that it does not know or would refuse', async () => {
    await withOverlay({ components }, async (folder) => {
      const { deployments } = await rendered(folder);
      for (const { metadata, spec } of deployments.filter(
        ({ metadata: { name } }) => !/prometheus|grafana/.test(name),
      )) {
        const entries = z.array(environmentEntrySchema).parse(spec.template.spec.containers[0].env);
        const { labels } = spec.template.metadata;
        expect(environmentFaults(labels.app!, environmentOf(entries, labels)), metadata.name).toEqual([]);
        // $(NAME) stands for what is further up only.
        const names = entries.map(({ name }) => name);
        const resource = names.indexOf('OTEL_RESOURCE_ATTRIBUTES');
        expect(Math.max(names.indexOf('POD_NAME'), names.indexOf('SERVICE_VERSION'))).toBeLessThan(resource);
      }
    });
  });

  test('kube-score finds nothing critical', async ({ skip }) => {
    const program = await findKubeScore();
    if (program === undefined) return skip();
    const text = await withOverlay({ components }, (folder) => kubectl(['kustomize', folder]));
    // Images are built on this machine and in no registry, so they cannot always be pulled; and a limit of CPU slows a
    // service down while the node has time to spare.
    const how = ['score', '-', '--output-format', 'ci', '--kubernetes-version', 'v1.34'];
    const leftOut = ['--ignore-test', 'container-image-pull-policy', '--ignore-container-cpu-limit'];
    const { stdout } = await runCommand(program, [...how, ...leftOut], { stdin: text });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('[OK]')).length).toBeGreaterThan(50);
    expect(lines.filter((line) => line.startsWith('[CRITICAL]'))).toEqual([]);
  });

  test('istioctl analyze is silent, about the cluster and about the files', async ({ skip }) => {
    if ((await runCommand('istioctl', ['version', '--remote=false'])).code !== 0) {
      if (process.env.REQUIRE_CLUSTER === '1') throw new Error('istioctl is not on the PATH');
      return skip('istioctl is not on the PATH');
    }
    const files = await kubectl(['kustomize', istioFolder]);
    for (const [args, stdin] of [
      [[...inContext, '-n', 'weather'], ''],
      [['--use-kube=false', '-'], files],
    ] as const) {
      const { code, stdout, stderr } = await runCommand('istioctl', ['analyze', ...args], { stdin });
      expect(stdout + stderr).not.toMatch(/\[IST\d+\]/);
      expect(code).toBe(0);
    }
  });
});
