import { runCommand, type CommandOptions } from '../src/run-command.ts';

/** What kubectl prints; throws what it complains about. */
export async function kubectl(args: readonly string[], options?: CommandOptions): Promise<string> {
  const { code, stdout, stderr } = await runCommand('kubectl', args, options);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** What `kubectl get ... -o json` prints, parsed. */
export async function kubectlJson<T>(args: readonly string[]): Promise<T> {
  return JSON.parse(await kubectl([...args, '-o', 'json'])) as T;
}
