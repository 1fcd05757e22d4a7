import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change } from './plan.ts';

const lockfile = 'pnpm-lock.yaml';

/**
 * Makes the changes and has the workspace installed. Whatever fails, every file is as it was before the error is thrown on.
 *
 * @param install brings lockfile and node_modules in line with the packages that there are
 */
export async function applyChanges(
  root: string,
  changes: readonly Change[],
  install: () => Promise<void>,
): Promise<void> {
  const before = readFileSync(join(root, lockfile), 'utf8');
  try {
    for (const { file, after } of changes) put(root, file, after);
    await install();
  } catch (error) {
    for (const { file, before: text } of changes) put(root, file, text);
    writeFileSync(join(root, lockfile), before);
    throw error;
  }
}

/** Writes a file, or removes it, with folders that come with it or go. */
function put(root: string, file: string, text: string | undefined): void {
  const path = join(root, file);
  if (text === undefined) {
    rmSync(path, { force: true });
    removeEmptyFolders(dirname(path));
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** What pnpm linked into a package counts as nothing. */
function removeEmptyFolders(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).some((name) => name !== 'node_modules')) return;
  rmSync(folder, { recursive: true });
  removeEmptyFolders(dirname(folder));
}
