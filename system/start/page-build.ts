import { execFile } from 'node:child_process';
import { globSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

/** What the page is made of, from the root of the project. */
const sources = [
  'services/gui/web/{src,public}/**/*',
  'services/gui/web/*.*',
  'packages/contracts/src/**/*',
  'pnpm-lock.yaml',
];

function isUpToDate(root: string, page: string): boolean {
  const built = statSync(join(page, 'index.html'), { throwIfNoEntry: false });
  if (built === undefined) return false;
  return globSync(sources, { cwd: root }).every((file) => statSync(join(root, file)).mtimeMs <= built.mtimeMs);
}

/**
 * Builds the page with Vite when a source is newer than what was built, in about a second. It is built beside
 * its place and moved there when it is whole: another start may be reading it, or building it too. An interruption
 * ends it, and leaves the page as it was.
 * @throws StartError with what Vite said when the page cannot be built.
 */
export async function buildPage(root: string, interrupted: AbortSignal): Promise<void> {
  const gui = join(root, 'services/gui');
  const page = join(gui, 'web/dist');
  if (isUpToDate(root, page)) return;
  const vite = join(dirname(createRequire(join(gui, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
  const fresh = `${page}-${process.pid}`;
  try {
    const args = [vite, 'build', 'web', '--logLevel', 'error', '--outDir', fresh];
    await promisify(execFile)(process.execPath, args, { cwd: gui, signal: interrupted });
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (interrupted.aborted) return;
    throw new StartError(`the page cannot be built:\n${(error as { stderr?: string }).stderr ?? String(error)}`);
  }
  rmSync(page, { recursive: true, force: true });
  renameSync(fresh, page);
}
