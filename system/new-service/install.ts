import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pnpmCommand } from '../pnpm-command.ts';

/** A service that is added brings no package that is not there: nothing has to be fetched. */
const args = ['install', '--prefer-offline', '--no-frozen-lockfile', '--reporter=append-only'];

/** Has pnpm write the lockfile and link what the packages depend on. */
export async function install(root: string): Promise<void> {
  const [file, all] = pnpmCommand(args);
  const child = spawn(file, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`pnpm install ended with ${code}:\n${said.trim()}`);
}
