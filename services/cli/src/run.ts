import { CommanderError } from 'commander';
import { Failure } from './failure.ts';
import { createProgram } from './program.ts';
import { coloured } from './terminal.ts';

/** Runs the command that the process was started with, and gives its exit code. */
export async function run(): Promise<number> {
  // The reader at the other end of the pipe has seen enough (`| head`): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  try {
    await createProgram().parseAsync();
    return 0;
  } catch (error) {
    return report(error);
  }
}

/** Tells what went wrong on stderr, and gives the exit code. */
function report(error: unknown): number {
  // Commander has said it already. Help in place of a command that is missing counts as a mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${coloured('red', 'error:', process.stderr)} ${error.message}\n`);
  if (error.hint !== undefined) process.stderr.write(`${error.hint}\n`);
  return error.exitCode;
}
