import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDataFolder, forgetEvents } from './data-folder.ts';

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

function useEventLog(): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'events.db'));
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; CREATE TABLE events (id INTEGER)');
  return database;
}

test('forgetting removes the event log and nothing else', async () => {
  for (const name of ['events.db', 'events.db-wal', 'events.db-shm', 'thesis.txt']) {
    await writeFile(join(folder, name), 'content');
  }
  await forgetEvents(folder);
  expect(await readdir(folder)).toEqual(['thesis.txt']);
});

test('an event log that somebody uses is neither removed nor shared', async () => {
  const database = useEventLog();
  await expect(checkDataFolder(folder, { fresh: false })).rejects.toThrow(
    /the system is running already: it uses the data folder .*pnpm start --data FOLDER --port/,
  );
  for (const attempt of [() => checkDataFolder(folder, { fresh: true }), () => forgetEvents(folder)])
    await expect(attempt()).rejects.toThrow(/the system is running already.* Stop it before --fresh/);
  expect(await readdir(folder)).toContain('events.db');
  database.close();
  await checkDataFolder(folder, { fresh: false });
  await forgetEvents(folder);
  expect(await readdir(folder)).toEqual([]);
});

test('a check keeps the event log, damaged or not', async () => {
  await writeFile(join(folder, 'events.db'), 'content');
  for (const fresh of [true, false]) await checkDataFolder(folder, { fresh });
  expect(await readdir(folder)).toEqual(['events.db']);
});

test('folders on the way are made', async () => {
  const deep = join(folder, 'a/b/c');
  await checkDataFolder(deep, { fresh: false });
  expect(await readdir(deep)).toEqual([]);
});

test('a folder that cannot be written is named, with what to do', async () => {
  if (isRoot) mountTmpfs('ro');
  else await chmod(folder, 0o555);
  for (const path of [folder, join(folder, 'a/b')])
    await expect(checkDataFolder(path, { fresh: false })).rejects.toThrow(
      /the data folder .*weather-data-.* cannot be used: (its disk is mounted read-only|you may not write there).*--data FOLDER/,
    );
});

test('a file in the place of the folder is told from a folder that cannot be written', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'below')])
    await expect(checkDataFolder(path, { fresh: false })).rejects.toThrow(/it is a file, or lies in one\. .*--data/);
});

test.runIf(existsSync('/proc/self'))('a place where no folder can be made is refused, not tried for ever', async () => {
  await expect(checkDataFolder('/proc/weather/data', { fresh: false })).rejects.toThrow(/no folder can be made there/);
});

test.skipIf(!isRoot)('a nearly full disk is refused before anything starts (needs root to mount one)', async () => {
  mountTmpfs('size=1m');
  await expect(checkDataFolder(folder, { fresh: false })).rejects.toThrow(/the disk of .* is full: . MiB are free/);
});
