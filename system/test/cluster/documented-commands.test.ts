import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attemptKubectl, describeInCluster, kubectl, namespace } from '../../../cluster/test/support/cluster.ts';
import { documentedBlocks, indentedBlocks, read, root } from '../../docs/command-blocks.ts';
import { typed } from '../typed.ts';

const readmes = globSync('istio/scenarios/*/README.md', { cwd: root }).toSorted();
const blocks = (await documentedBlocks()).filter(({ place }) => place === 'cluster');

/** All that by-hand commands may change. */
async function state(): Promise<string> {
  const kinds =
    'destinationrules,virtualservices,envoyfilters,serviceentries,sidecars,peerauthentications,authorizationpolicies,requestauthentications,telemetries,services,configmaps,pods,serviceaccounts';
  const names = await kubectl(['get', kinds, '-n', namespace, '-o', 'name']);
  const rules = await kubectl(['get', 'envoyfilters,telemetries', '-n', 'istio-system', '-o', 'name']);
  const replicas = [
    'get',
    'deployments',
    '-n',
    namespace,
    '-o',
    'jsonpath={range .items[*]}{.metadata.name}={.spec.replicas} {end}',
  ];
  // A pod that was scaled away and back has another name.
  return [names.replaceAll(/^(pod\/.*)-[a-z0-9]+$/gm, '$1'), rules, await kubectl(replicas)].join('\n');
}

describeInCluster('commands in the documents', () => {
  test.each(blocks.map((block) => [`${block.file}:${block.line}`, block] as const))('%s', async (_, { commands }) => {
    const { code, output } = await typed(commands);
    expect(code, `${commands}\n${output.slice(-2000)}`).toBe(0);
  });
});

describeInCluster('scenarios by hand', () => {
  let before: string;
  beforeAll(async () => {
    before = await state();
  });
  afterAll(async () => {
    // What a failed one has left would fail those after it.
    await attemptKubectl(['delete', '-k', 'istio/scenarios/client', '--ignore-not-found']);
  });

  describe.each(readmes)('%s', (file) => {
    test('each command does what it says, and the cluster ends as it was', async () => {
      const commands = indentedBlocks(file, await read(file)).map((block) => block.commands);
      const { code, output } = await typed(commands.join('\n'));
      expect(code, output.slice(-3000)).toBe(0);
      await expect.poll(state, { timeout: 60_000, interval: 1000 }).toBe(before);
    });
  });
});
