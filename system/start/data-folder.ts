import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, statfs, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

/** Below this the event log would soon refuse events. */
const leastFreeBytes = 64 * 1024 * 1024;

/** Only files of the event log are ever removed: the folder may be one that the user named. */
const eventLogFile = /^events\.db(-wal|-shm)?$/;

const another = 'choose another: pnpm start --data FOLDER';

/**
 * Sees that the folder can hold the event log, and makes it if need be. With `fresh` it may be full: see forgetEvents.
 * @throws StartError when it cannot be written, its disk is nearly full, or a running system uses it.
 */
export async function checkDataFolder(folder: string, { fresh }: { fresh: boolean }): Promise<void> {
  try {
    await makeFolder(folder);
    const probe = join(folder, `.write-probe-${process.pid}`);
    await writeFile(probe, 'probe');
    await unlink(probe);
  } catch (error) {
    throw new StartError(`the data folder ${folder} cannot be used: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
  assertNotInUse(folder, fresh);
  if (!fresh) await assertRoom(folder);
}

/**
 * Removes the event log of a folder that was checked, and nothing else.
 * @throws StartError when a running system has come to use it, or the disk is nearly full all the same.
 */
export async function forgetEvents(folder: string): Promise<void> {
  assertNotInUse(folder, true);
  const files = (await readdir(folder)).filter((name) => eventLogFile.test(name));
  await Promise.all(files.map((name) => rm(join(folder, name), { force: true })));
  await assertRoom(folder);
}

/** As mkdir with `recursive`, which never ends where no folder can be made (/proc), and calls a read-only disk ENOENT. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (found?.isDirectory()) return;
  if (!found && dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder);
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `it is a file, or lies in one. Give a folder: pnpm start --data FOLDER`;
    case 'EROFS':
      return `its disk is mounted read-only. Mount it for writing, or ${another}`;
    case 'EACCES':
    case 'EPERM':
      return `you may not write there. Make it writable, or ${another}`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `its disk is full. Make room, or ${another}`;
    case 'ENOENT':
      return `no folder can be made there; ${another}`;
    default:
      return `${message}; ${another}`;
  }
}

const sqliteBusy = 5;

/** message-queue locks its log while it runs: two cannot share one, and removed under its feet it would acknowledge events into nowhere. */
function assertNotInUse(folder: string, fresh: boolean) {
  const file = join(folder, 'events.db');
  if (!existsSync(file)) return;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    // Whatever else is wrong with the file (damaged, no database at all) message-queue tells, or --fresh takes away.
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== sqliteBusy) return;
    throw new StartError(
      `the system is running already: it uses the data folder ${folder}. ` +
        (fresh
          ? 'Stop it before --fresh (Ctrl-C where it runs)'
          : 'Stop it (Ctrl-C where it runs), or start a second one beside it: pnpm start --data FOLDER --port 4000'),
    );
  } finally {
    database?.close();
  }
}

async function assertRoom(folder: string) {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= leastFreeBytes) return;
  throw new StartError(
    `the disk of the data folder ${folder} is full: ${Math.floor((bavail * bsize) / 2 ** 20)} MiB are free, 64 are needed. ` +
      `Make room, begin anew (pnpm start --fresh), or ${another}`,
  );
}
