import { ExerciseError } from '@weather/labs';
import { CommanderError } from 'commander';
import { CourseError } from './failure.ts';
import { createProgram } from './program.ts';

/** Runs the command that the process was started with, and gives its exit code. */
export async function run(): Promise<number> {
  let exitCode = 0;
  const program = createProgram({
    say: (line) => void process.stderr.write(`${line}\n`),
    print: (line) => void process.stdout.write(`${line}\n`),
    setExitCode: (code) => void (exitCode = code),
  });
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    return exitCodeAfter(error, (text) => void process.stderr.write(text));
  }
}

/** Tells what ended a command. Whatever it was, no submission was judged by it. */
export function exitCodeAfter(error: unknown, tell: (text: string) => void): number {
  // Commander has said it already. Help in place of a command that is missing counts as a mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const isKnown = error instanceof CourseError || error instanceof ExerciseError;
  tell(`error: ${isKnown ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  return 2;
}
