import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pnpmCommand } from '../pnpm-command.ts';

const args = (how: string) => ['install', how, '--no-frozen-lockfile', '--reporter=append-only'];

/**
 * Has pnpm write the lockfile and link what the packages depend on. A service that is added brings no package that is not
 * there, so it goes without a network; only a store that was emptied since needs one.
 */
export async function install(root: string): Promise<void> {
  if ((await attempt(root, '--offline')).code === 0) return;
  const { code, said } = await attempt(root, '--prefer-offline');
  if (code !== 0) throw new Error(`pnpm install ended with ${code}:\n${said.trim()}`);
}

async function attempt(root: string, how: string): Promise<{ code: number | null; said: string }> {
  const [file, all] = pnpmCommand(args(how));
  const child = spawn(file, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
