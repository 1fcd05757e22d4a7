import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  attemptKubectl,
  describeInCluster,
  kubectl,
  namespace,
  replicasAsked,
} from '../../../cluster/test/support/cluster.ts';
import { skipWhenLate } from '../../../cluster/test/support/time-left.ts';
import { blocksOf, documents, root, scenarioReadmes } from '../../docs/command-blocks.ts';
import { troubleIn } from './typed-blocks.ts';

const files = await Promise.all(
  [...documents, ...scenarioReadmes].map(async (file) => {
    const blocks = await blocksOf([file]);
    return [file, blocks.filter(({ place }) => place === 'cluster')] as const;
  }),
);

/** All that by-hand commands may change. */
async function state(): Promise<string> {
  const kinds =
    'destinationrules,virtualservices,envoyfilters,serviceentries,sidecars,peerauthentications,authorizationpolicies,requestauthentications,telemetries,services,configmaps,pods,serviceaccounts';
  const names = await kubectl(['get', kinds, '-n', namespace, '-o', 'name']);
  const rules = await kubectl(['get', 'envoyfilters,telemetries', '-n', 'istio-system', '-o', 'name']);
  // A pod that was scaled away and back has another name.
  return [names.replaceAll(/^(pod\/.*)-[a-z0-9]+$/gm, '$1'), rules, await replicasAsked()].join('\n');
}

/** Waits until no pod is on its way out: commands that take the first of a deployment's pods might take that one. */
async function untilNoneEnds(): Promise<void> {
  const ending = 'go-template={{range .items}}{{if .metadata.deletionTimestamp}}{{.metadata.name}} {{end}}{{end}}';
  await vi.waitFor(async () => expect(await kubectl(['get', 'pods', '-n', namespace, '-o', ending])).toBe(''), {
    timeout: 120_000,
    interval: 1000,
  });
}

/**
 * Kubelet turns the log of a container over at 10 MiB, and `kubectl logs` shows only what came after: what others have made
 * proxies write must not bring that about in the middle of a scenario.
 */
async function withNewLogs(): Promise<void> {
  await kubectl(['rollout', 'restart', 'deployment', '-n', namespace]);
  const deployments = (await kubectl(['get', 'deployments', '-n', namespace, '-o', 'name'])).trim().split('\n');
  for (const deployment of deployments) await kubectl(['rollout', 'status', deployment, '-n', namespace]);
}

/** What a failed one has left would fail those after it: the rules of a scenario, the client of any. */
async function takeAway(file: string): Promise<void> {
  const rules = scenarioReadmes.includes(file) ? globSync(`${dirname(file)}/**/kustomization.yaml`, { cwd: root }) : [];
  for (const kustomization of rules)
    await attemptKubectl(['delete', '--ignore-not-found', '-k', dirname(kustomization)]);
  await attemptKubectl(['delete', '--ignore-not-found', '-k', 'istio/scenarios/client']);
  await attemptKubectl(['scale', 'deployment', '--all', '--replicas=1', '-n', namespace]);
}

describeInCluster('by hand', () => {
  let before: string;
  beforeAll(async () => {
    await withNewLogs();
    await untilNoneEnds();
    before = await state();
  });

  describe.each(files.filter(([, { length }]) => length > 0))('%s', (file, commands) => {
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await takeAway(file);
      await untilNoneEnds();
    });

    test('each command does what it says, and the cluster ends as it was', async ({ skip }) => {
      skipWhenLate(skip);
      expect(await troubleIn(commands)).toBeUndefined();
      await expect.poll(state, { timeout: 60_000, interval: 1000 }).toBe(before);
    });
  });
});
