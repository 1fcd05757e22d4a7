import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { atFile, CourseError } from '../failure.ts';

const mostFiles = 5000;

/** All JSON files in a folder and below, in order. Links are left alone: they may lead anywhere. */
export async function submissionFiles(folder: string): Promise<string[]> {
  const entries = await atFile(folder, readdir(folder, { withFileTypes: true, recursive: true }));
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ parentPath, name }) => join(parentPath, name));
  if (files.length > mostFiles) throw new CourseError(`${folder} has ${files.length} files: ${mostFiles} at most`);
  return files.toSorted((one, other) => relative(folder, one).localeCompare(relative(folder, other)));
}
