import { mkdir, readdir, rm, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from './start-error.ts';

/** Below this the event log would soon refuse events. */
const leastFreeBytes = 64 * 1024 * 1024;

/** Only files of the event log are ever removed: the folder may be one that the user named. */
const eventLogFile = /^events\.db(-wal|-shm)?$/;

/**
 * Makes the folder ready for the event log.
 * @throws StartError when it cannot be written, its disk is nearly full, or a running system uses what --fresh would remove.
 */
export async function prepareDataFolder(folder: string, { fresh }: { fresh: boolean }): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const probe = join(folder, `.write-probe-${process.pid}`);
    await writeFile(probe, 'probe');
    await unlink(probe);
  } catch (error) {
    throw new StartError(
      `cannot write to the data folder ${folder} (${(error as NodeJS.ErrnoException).code}). ` +
        'Make it writable, or choose another: pnpm start --data FOLDER',
    );
  }
  if (fresh) await forgetEvents(folder);
  await assertRoom(folder);
}

async function forgetEvents(folder: string) {
  const files = (await readdir(folder)).filter((name) => eventLogFile.test(name));
  if (files.includes('events.db')) assertNotInUse(folder);
  await Promise.all(files.map((name) => rm(join(folder, name), { force: true })));
}

const sqliteBusy = 5;

/** message-queue locks its log while it runs: removed under its feet, it would acknowledge events into nowhere. */
function assertNotInUse(folder: string) {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'events.db'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    // Whatever else is wrong with the file (damaged, no database at all) goes away with it.
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== sqliteBusy) return;
    throw new StartError(
      `a running system uses the data folder ${folder}: stop it before --fresh, or choose another folder: pnpm start --data FOLDER`,
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
      'Make room, begin anew (pnpm start --fresh), or choose another folder: pnpm start --data FOLDER',
  );
}
