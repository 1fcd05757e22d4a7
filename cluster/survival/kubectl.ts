import { runCommand, type CommandOptions, type CommandResult } from '../src/run-command.ts';

const { CLUSTER_CONTEXT } = process.env;

/** The options that choose the cluster: the context that CLUSTER_CONTEXT names, or the current one. */
export const inContext = CLUSTER_CONTEXT === undefined ? [] : ['--context', CLUSTER_CONTEXT];

/** Whatever comes of it. */
export const attemptKubectl = (args: readonly string[], options?: CommandOptions): Promise<CommandResult> =>
  runCommand('kubectl', [...inContext, ...args], options);

/** What kubectl prints; throws what it complains about. */
export async function kubectl(args: readonly string[], options?: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await attemptKubectl(args, options);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** What `kubectl get ... -o json` prints, parsed. */
export async function kubectlJson<T>(args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl([...args, '-o', 'json'])) as T;
}
