import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change } from './plan.ts';

const lockfile = 'pnpm-lock.yaml';

/** Something failed, and putting back what was changed until then did as well. */
export class HalfDone extends Error {
  override name = 'HalfDone';

  constructor(reason: string, files: readonly string[]) {
    super(`${reason}\n\nThese files could not be put back as they were: ${files.join(', ')}`);
  }
}

/**
 * Makes the changes and has the workspace installed. Whatever fails, every file is as it was before the error is thrown on.
 *
 * @throws HalfDone when not every file could be put back
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
    const stuck = [...changes, { file: lockfile, before }].filter((change) => !isPutBack(root, change));
    if (stuck.length === 0) throw error;
    throw new HalfDone(
      (error as Error).message,
      stuck.map(({ file }) => file),
    );
  }
}

/** One that fails keeps none of the others. */
function isPutBack(root: string, { file, before }: Pick<Change, 'file' | 'before'>): boolean {
  try {
    put(root, file, before);
    return true;
  } catch {
    return false;
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
