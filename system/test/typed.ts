import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { root } from '../docs/command-blocks.ts';

/** Commands that go on until Ctrl-C: they are given some seconds and a Ctrl-C. */
const endless = /weather tail|curl -N|port-forward(?!.*&$)/;

/** In a process of its own, so that a pipe behind it ends as well. */
const untilCtrlC = (line: string) => {
  const command = line.replace(/ +#.*/, '').replaceAll("'", String.raw`'\\''`);
  return `timeout --signal INT 5 bash -c '${command}' || [ $? = 124 ] || [ $? = 130 ]`;
};

/** What became of commands that were typed. */
export interface Typed {
  code: number;
  output: string;
}

/** Types commands as they stand in a document, one after the other, and stops at the first that fails. */
export async function typed(commands: string, environment: NodeJS.ProcessEnv = {}, folder = root): Promise<Typed> {
  // What was sent to the background would keep the shell's output open.
  const script = `trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n${commands}`
    .split('\n')
    .map((line) => (endless.test(line) ? untilCtrlC(line) : line))
    .join('\n');
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { code: Number(code), output: `${stdout}${stderr}` };
}
