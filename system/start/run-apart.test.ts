import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runApart } from './run-apart.ts';
import { StartError } from './start-error.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-apart-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function program(source: string): Promise<string> {
  const file = join(folder, 'program.mjs');
  await writeFile(file, source);
  return file;
}

test('work that hangs, deaf to SIGTERM, does not outlive an interruption', async () => {
  const hanging = await program(`
    import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => {});
    writeFileSync(process.argv[2], String(process.pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  `);
  const begun = join(folder, 'begun');
  const interruption = new AbortController();
  const run = runApart(hanging, [begun], interruption.signal);
  await expect.poll(() => existsSync(begun) && readFileSync(begun, 'utf8'), { timeout: 60_000 }).toBeTruthy();
  interruption.abort();
  await expect(run).resolves.toBeUndefined();
  const pid = Number(readFileSync(begun, 'utf8'));
  await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('what a program says on stderr when it fails is the error', async () => {
  const failing = await program("console.error('no such disk'); process.exitCode = 1;");
  const run = runApart(failing, [], new AbortController().signal);
  await expect(run).rejects.toThrow(StartError);
  await expect(run).rejects.toThrow(/^no such disk$/);
});
