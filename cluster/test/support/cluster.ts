import { describe, inject } from 'vitest';
import { type CommandOptions, runCommand } from '../../src/run-command.ts';

const { available, context, gatewayUrl } = inject('cluster');

export { gatewayUrl };

export { namespace } from '../../src/places.ts';

/** `describe` of tests that need the running system; skipped where there is no cluster. */
export const describeInCluster = available ? describe : describe.skip;

/** What kubectl prints; throws what it complains about. */
export async function kubectl(args: readonly string[], options?: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await runCommand('kubectl', ['--context', context, ...args], options);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}
