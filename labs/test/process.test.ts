import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../src/main.ts');

/** `pnpm lab ...` as a process of its own. */
const lab = (...args: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

test.each([
  [['list'], 0, /^round-robin /m, /^$/],
  [['run', 'nonesuch'], 2, /^$/, /there is no lab nonesuch/],
  [['report', '/nowhere/at/all'], 3, /^$/, /^error: .*cannot be read/],
])('`lab %j` ends with %d: results on stdout, all else on stderr', async (args, code, out, err) => {
  const ended = await lab(...args);
  expect(ended.code).toBe(code);
  expect(ended.stdout).toMatch(out);
  expect(ended.stderr).toMatch(err);
});
