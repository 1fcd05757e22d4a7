import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

/**
 * Builds the page with Vite, in about a second.
 * @throws StartError with what Vite said when the page cannot be built.
 */
export async function buildPage(root: string): Promise<void> {
  const gui = join(root, 'services/gui');
  const vite = join(dirname(createRequire(join(gui, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
  try {
    await promisify(execFile)(process.execPath, [vite, 'build', 'web', '--logLevel', 'error'], { cwd: gui });
  } catch (error) {
    throw new StartError(`the page cannot be built:\n${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
}
