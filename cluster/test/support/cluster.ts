import { describe, inject } from 'vitest';
import { kubectlOn } from '../../src/kubectl.ts';
import { namespace } from '../../src/places.ts';
import { runCommand } from '../../src/run-command.ts';

const { available, context, gatewayUrl } = inject('cluster');

export { gatewayUrl };

export { namespace };

/** `describe` of tests that need the running system; skipped where there is no cluster. */
export const describeInCluster = available ? describe : describe.skip;

/** Options of kubectl and istioctl that choose the cluster. */
export const inContext = ['--context', context];

export const clusterKubectl = kubectlOn(context, { run: runCommand, signal: new AbortController().signal });

/** What kubectl prints, and what comes of it whether it likes it or not. */
export const { text: kubectl, attempt: attemptKubectl } = clusterKubectl;

/** How many pods each deployment is to have: `gui=1 simulation=1 `. */
export const replicasAsked = (): Promise<string> => {
  const each = 'jsonpath={range .items[*]}{.metadata.name}={.spec.replicas} {end}';
  return kubectl(['get', 'deployments', '-n', namespace, '-o', each]);
};
