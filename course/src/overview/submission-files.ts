import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { atFile, CourseError } from '../failure.ts';

const mostFiles = 5000;

/**
 * All files in a folder and below, in order: what is a report shows in what it holds, not in its name. Links are told apart
 * and left alone: they may lead anywhere.
 */
export async function submissionFiles(folder: string): Promise<{ files: string[]; links: string[] }> {
  const entries = await atFile(folder, readdir(folder, { withFileTypes: true, recursive: true }));
  const found = entries.filter((entry) => !entry.isDirectory());
  if (found.length > mostFiles) throw new CourseError(`${folder} has ${found.length} files: ${mostFiles} at most`);
  const inOrder = (some: readonly Dirent[]) =>
    some
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted((one, other) => relative(folder, one).localeCompare(relative(folder, other)));
  return {
    files: inOrder(found.filter((entry) => entry.isFile())),
    links: inOrder(found.filter((entry) => !entry.isFile())),
  };
}
