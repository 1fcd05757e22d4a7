import { spawn } from 'node:child_process';
import { pnpmCommand } from '../pnpm-command.ts';

const args = (how: string) => ['install', how, '--no-frozen-lockfile', '--reporter=append-only'];

/**
 * Has pnpm write the lockfile and link what the packages depend on. A service that is added brings no package that is not
 * there, so it goes without a network; only a store that was emptied since needs one.
 *
 * @param signal ends pnpm, and what was begun is not finished
 */
export async function install(root: string, signal?: AbortSignal): Promise<void> {
  if ((await attempt(root, '--offline', signal)).code === 0) return;
  const { code, said } = await attempt(root, '--prefer-offline', signal);
  if (code !== 0) throw new Error(`pnpm install ended with ${code}:\n${said.trim()}`);
}

async function attempt(
  root: string,
  how: string,
  signal?: AbortSignal,
): Promise<{ code: number | null; said: string }> {
  const [file, all] = pnpmCommand(args(how));
  const child = spawn(file, all, { cwd: root, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  // Not before all of it has ended, also when it was told to: what is put back then, nobody writes again.
  const code = await new Promise<number | null>((resolve) => void child.on('close', resolve));
  if (failure !== undefined) throw failure;
  return { code, said };
}
