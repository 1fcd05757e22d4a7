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

const files = await Promise.all(
  [...documents, ...scenarioReadmes].map(async (file) => {
    const blocks = await blocksOf([file]);
    return [file, blocks.filter(({ place }) => place === 'cluster')] as const;
  }),
);

/** What is not on its way out: pods take a while to end. */
const staying =
  'go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.kind}}/{{.metadata.name}}{{"\\n"}}{{end}}{{end}}';

/** All that by-hand commands may change. */
async function state(): Promise<string> {
  const kinds =
    'destinationrules,virtualservices,envoyfilters,serviceentries,sidecars,peerauthentications,authorizationpolicies,requestauthentications,telemetries,services,configmaps,pods,serviceaccounts';
  const names = await kubectl(['get', kinds, '-n', namespace, '-o', staying]);
  const rules = await kubectl(['get', 'envoyfilters,telemetries', '-n', 'istio-system', '-o', 'name']);
  // A pod that was scaled away and back has another name.
  return [names.replaceAll(/^(Pod\/.*)-[a-z0-9]+$/gm, '$1'), rules, await replicasAsked()].join('\n');
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
    before = await state();
  });

  describe.each(files.filter(([, { length }]) => length > 0))('%s', (file, commands) => {
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await takeAway(file);
    });

    test('each command does what it says, and the cluster ends as it was', async ({ skip }) => {
      skipWhenLate(skip);
      expect(await troubleIn(commands)).toBeUndefined();
      await expect.poll(state, { timeout: 60_000, interval: 1000 }).toBe(before);
    });
  });
});
