import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

const node = (script: string, timeout = 0) => runCommand(process.execPath, ['-e', script], { timeout });

test('what a command prints and how it ends is told', async () => {
  expect(await node('console.log(1)')).toEqual({ code: 0, stdout: '1\n', stderr: '' });
  expect(await node('console.error(2); process.exitCode = 3')).toEqual({ code: 3, stdout: '', stderr: '2\n' });
  expect(await node("process.kill(process.pid, 'SIGKILL')")).toMatchObject({ code: 137 });
});

test('only a program that is not there has no exit code', async () => {
  expect(await runCommand('no-such-program', [])).toMatchObject({ code: null });
});

test.each([
  ['hangs', ''],
  ['ends well when it is told to', "process.on('SIGTERM', () => process.exit());"],
])('one that %s has not ended in time', async (_what, more) => {
  expect(await node(`${more} setInterval(() => {}, 1000)`, 300)).toMatchObject({
    code: 124,
    stderr: expect.stringContaining('did not end within 0.3 s') as string,
  });
});

test('a detached one is out of reach of the terminal: its process group is its own', async () => {
  const script =
    "console.log(process.pid, require('node:child_process').execSync('ps -o pgid= -p ' + process.pid).toString().trim())";
  const [pid, group] = (await runCommand(process.execPath, ['-e', script], { detached: true })).stdout
    .trim()
    .split(' ');
  expect(group).toBe(pid);
  const [other, inherited] = (await runCommand(process.execPath, ['-e', script])).stdout.trim().split(' ');
  expect(inherited).not.toBe(other);
});
