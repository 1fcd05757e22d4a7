import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NotWrittenError, writeWhole } from './whole-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-whole-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file takes the place of the one before, and nothing is left beside it', async () => {
  const path = join(folder, 'a.json');
  await writeWhole(path, 'old');
  await writeWhole(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.json']);
});

test('what cannot be written leaves the one before as it was, and says what, where and what to do', async () => {
  const path = join(folder, 'a.json');
  await writeFile(path, 'old');
  // In the way of what is written first.
  await mkdir(`${path}.part`);
  const writing = writeWhole(path, 'new');
  await expect(writing).rejects.toThrow(NotWrittenError);
  await expect(writing).rejects.toMatchObject({
    message: expect.stringMatching(/a\.json cannot be written: E/),
    hint: expect.stringContaining('disk'),
  });
  expect(await readFile(path, 'utf8')).toBe('old');
});

test('what cannot be put in place is not left beside it', async () => {
  const path = join(folder, 'a.json');
  await mkdir(path);
  await expect(writeWhole(path, 'new')).rejects.toThrow(NotWrittenError);
  expect(await readdir(folder)).toEqual(['a.json']);
});
