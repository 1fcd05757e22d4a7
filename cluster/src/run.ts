import { CommanderError } from 'commander';
import { Failure } from './failure.ts';
import { createProgram } from './program.ts';
import { runCommand } from './run-command.ts';

/** With the seconds since the start in front: most lines are about waiting. */
const say = (line: string) =>
  void process.stderr.write(
    `${Math.floor(performance.now() / 1000)
      .toString()
      .padStart(4)} s  ${line}\n`,
  );
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Runs the command that the process was started with, and gives its exit code. */
export async function run(): Promise<number> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => ending.abort());
  try {
    await createProgram({ run: runCommand, say, print, signal: ending.signal, env: process.env }).parseAsync();
    return 0;
  } catch (error) {
    if (ending.signal.aborted) {
      say('stopped: `pnpm cluster up` goes on from here, `pnpm cluster down` takes away what is there');
      return 1;
    }
    return report(error);
  }
}

/** Tells what went wrong, and gives the exit code. */
function report(error: unknown): number {
  // Commander has said it already. Help in place of a command that is missing counts as a mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  if (error.hint !== undefined) process.stderr.write(`${error.hint}\n`);
  return 1;
}
