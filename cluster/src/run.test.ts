import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weather-kubectl-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command with a kubectl that is the script. */
async function run(command: string, script: string) {
  const kubectl = join(folder, 'kubectl');
  await writeFile(kubectl, `#!/bin/sh\n${script}\n`);
  await chmod(kubectl, 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, DEBUG: '' };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), command], { env });
  const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)]);
  return { code: code as number, stderr };
}

test.each([
  ['up', 'SIGINT', 130, '`pnpm cluster up` goes on from here'],
  ['down', 'SIGTERM', 143, '`pnpm cluster down` goes on from here'],
  ['status', 'SIGINT', 130, 'stopped\n'],
  ['size', 'SIGHUP', 129, 'stopped\n'],
] as const)('%s that gets %s ends with %i and says what is left', async (command, signal, code, said) => {
  const ended = await run(command, `kill -${signal.slice(3)} $PPID; exec sleep 20`);
  expect(ended).toEqual({ code, stderr: expect.stringContaining(said) as string });
});

test('what nobody foresaw is told without a stack', async () => {
  const { code, stderr } = await run('status', `echo '{"contexts": 7}'`);
  expect(code).toBe(1);
  expect(stderr).toContain('error: this was not foreseen: ');
  expect(stderr).toContain('at contexts');
  expect(stderr).not.toMatch(/\.ts:\d+/);
});
