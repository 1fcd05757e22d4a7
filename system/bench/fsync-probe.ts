import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';

const probes = 200;

/** Median time in milliseconds of writing 4 KiB behind a file and having it on the disk. */
export async function fsyncMilliseconds(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'weather-fsync-'));
  const file = openSync(join(folder, 'probe'), 'a');
  const block = Buffer.alloc(4096, 1);
  const times = Array.from({ length: probes }, () => {
    const started = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    return performance.now() - started;
  });
  closeSync(file);
  await rm(folder, { recursive: true });
  return median(times);
}
