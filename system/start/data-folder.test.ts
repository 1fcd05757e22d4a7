import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataFolder } from './data-folder.ts';

const isRoot = process.getuid?.() === 0;

let folder: string;
let mounted: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-data-'));
  mounted = false;
});

afterEach(async () => {
  if (mounted) execFileSync('umount', [folder]);
  else await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

function mountTmpfs(options: string) {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  mounted = true;
}

test('--fresh removes the event log and nothing else', async () => {
  for (const name of ['events.db', 'events.db-wal', 'events.db-shm', 'thesis.txt']) {
    await writeFile(join(folder, name), 'content');
  }
  await prepareDataFolder(folder, { fresh: true });
  expect(await readdir(folder)).toEqual(['thesis.txt']);
});

test('--fresh does not remove an event log that somebody uses', async () => {
  const database = new DatabaseSync(join(folder, 'events.db'));
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE events (id INTEGER)');
  await expect(prepareDataFolder(folder, { fresh: true })).rejects.toThrow(
    /a running system uses the data folder .*: stop it before --fresh/,
  );
  expect(await readdir(folder)).toContain('events.db');
  database.close();
  await prepareDataFolder(folder, { fresh: true });
  expect(await readdir(folder)).toEqual([]);
});

test('a start that is not fresh keeps the event log', async () => {
  await writeFile(join(folder, 'events.db'), 'content');
  await prepareDataFolder(folder, { fresh: false });
  expect(await readdir(folder)).toEqual(['events.db']);
});

test('a folder that cannot be written is named, with what to do', async () => {
  if (isRoot) mountTmpfs('ro');
  else await chmod(folder, 0o555);
  await expect(prepareDataFolder(folder, { fresh: false })).rejects.toThrow(
    /cannot write to the data folder .*weather-data-.* \((EROFS|EACCES)\)\. .*--data FOLDER/,
  );
});

test('a file in the place of the folder is named', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(prepareDataFolder(file, { fresh: false })).rejects.toThrow(/cannot write to the data folder .*EEXIST/);
});

test.skipIf(!isRoot)('a nearly full disk is refused before anything starts (needs root to mount one)', async () => {
  mountTmpfs('size=1m');
  await expect(prepareDataFolder(folder, { fresh: false })).rejects.toThrow(/the disk of .* is full: . MiB are free/);
});
