import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
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

const onCluster = async (files: readonly string[]) =>
  (await blocksOf(files)).filter(({ place }) => place === 'cluster');

const blocks = await onCluster(documents);
const scenarios = (
  await Promise.all(scenarioReadmes.map(async (file) => [file, await onCluster([file])] as const))
).filter(([, { length }]) => length > 0);

/** All that by-hand commands may change. */
async function state(): Promise<string> {
  const kinds =
    'destinationrules,virtualservices,envoyfilters,serviceentries,sidecars,peerauthentications,authorizationpolicies,requestauthentications,telemetries,services,configmaps,pods,serviceaccounts';
  const names = await kubectl(['get', kinds, '-n', namespace, '-o', 'name']);
  const rules = await kubectl(['get', 'envoyfilters,telemetries', '-n', 'istio-system', '-o', 'name']);
  // A pod that was scaled away and back has another name.
  return [names.replaceAll(/^(pod\/.*)-[a-z0-9]+$/gm, '$1'), rules, await replicasAsked()].join('\n');
}

/** What a failed one has left would fail those after it. */
async function takeAway(folder: string): Promise<void> {
  for (const kustomization of globSync(`${folder}/**/kustomization.yaml`, { cwd: root }))
    await attemptKubectl(['delete', '--ignore-not-found', '-k', dirname(kustomization)]);
  await attemptKubectl(['delete', '--ignore-not-found', '-k', 'istio/scenarios/client']);
  await attemptKubectl(['scale', 'deployment', '--all', '--replicas=1', '-n', namespace]);
}

describeInCluster('commands in the documents', () => {
  test.for(blocks.map((block) => [`${block.file}:${block.line}`, block] as const))(
    '%s',
    async ([, block], { skip }) => {
      skipWhenLate(skip);
      expect(await troubleIn([block])).toBeUndefined();
    },
  );
});

describeInCluster('scenarios by hand', () => {
  let before: string;
  beforeAll(async () => {
    before = await state();
  });

  describe.each(scenarios)('%s', (file, commands) => {
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await takeAway(dirname(file));
    });

    test('each command does what it says, and the cluster ends as it was', async ({ skip }) => {
      skipWhenLate(skip);
      expect(await troubleIn(commands)).toBeUndefined();
      await expect.poll(state, { timeout: 60_000, interval: 1000 }).toBe(before);
    });
  });
});
