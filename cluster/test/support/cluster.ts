import { describe, inject } from 'vitest';
import { type CommandOptions, type CommandResult, runCommand } from '../../src/run-command.ts';

const { available, context, gatewayUrl } = inject('cluster');

export { context, gatewayUrl };

export { namespace } from '../../src/places.ts';

/** `describe` of tests that need the running system; skipped where there is no cluster. */
export const describeInCluster = available ? describe : describe.skip;

/** Options of kubectl and istioctl that choose the cluster. */
export const inContext = ['--context', context];

/** What comes of kubectl, whether it likes it or not. */
export const attemptKubectl = (args: readonly string[], options?: CommandOptions): Promise<CommandResult> =>
  runCommand('kubectl', [...inContext, ...args], options);

/** What kubectl prints; throws what it complains about. */
export async function kubectl(args: readonly string[], options?: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await attemptKubectl(args, options);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}
