import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The script's place below the folder that `readScriptFiles` describes. */
export const scriptPath = 'load-tests/load.ts';

/** @returns the text of every file that k6 reads, by path from the repository's root. */
export async function readScriptFiles(): Promise<Map<string, string>> {
  const folders = ['load-tests/lib', 'load-tests/scenarios', 'packages/contracts/fixtures'];
  const listed = await Promise.all(folders.map((folder) => readdir(join(root, folder), { withFileTypes: true })));
  const paths = listed
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const files = await Promise.all(
    [scriptPath, ...paths].map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const),
  );
  return new Map(files);
}
