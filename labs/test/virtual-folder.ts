import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { beginVirtualTime, endVirtualTime } from './virtual-time.ts';

/** Gives each test of a file virtual time, and a folder of its own that is gone afterwards. */
export function eachInVirtualTime(begin: (folder: string) => void | Promise<void>): void {
  let folder = '';
  beforeEach(async () => {
    beginVirtualTime();
    folder = await mkdtemp(join(tmpdir(), 'labs-'));
    await begin(folder);
  });
  afterEach(async () => {
    endVirtualTime();
    await rm(folder, { recursive: true });
  });
}
