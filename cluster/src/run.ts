import { constants } from 'node:os';
import { CommanderError } from 'commander';
import { z } from 'zod';
import { Failure } from './failure.ts';
import { createProgram } from './program.ts';
import { runCommand } from './run-command.ts';
import { print, say } from './terminal.ts';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a command that changes the cluster leaves. */
const afterStop: Record<string, string> = {
  up: ': `pnpm cluster up` goes on from here, `pnpm cluster down` takes away what is there',
  down: ': `pnpm cluster down` goes on from here, `pnpm cluster up` brings back what is gone',
};

/** Runs the command that the process was started with, and gives its exit code. */
export async function run(): Promise<number> {
  const ending = new AbortController();
  let endedBy: (typeof endings)[number] | undefined;
  for (const signal of endings)
    process.once(signal, () => {
      endedBy = signal;
      ending.abort();
    });
  const program = createProgram({ run: runCommand, say, print, signal: ending.signal, env: process.env });
  let command = '';
  program.hook('preAction', (_program, action) => {
    command = action.name();
  });
  try {
    await program.parseAsync();
    return 0;
  } catch (error) {
    if (endedBy === undefined) return report(error);
    say(`stopped${afterStop[command] ?? ''}`);
    // As a shell says it of a command that a signal ended.
    return 128 + constants.signals[endedBy];
  }
}

/** Tells what went wrong, and gives the exit code. */
function report(error: unknown): number {
  // Commander has said it already. Help in place of a command that is missing counts as a mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, hint } = error instanceof Failure ? error : { message: unexpected(error), hint: undefined };
  process.stderr.write(`error: ${message}\n`);
  if (hint !== undefined) process.stderr.write(`${hint}\n`);
  return 1;
}

/** Where it happened is for those who work on the program. */
function unexpected(error: unknown): string {
  if (process.env.DEBUG && error instanceof Error) return error.stack ?? error.message;
  const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  return `this was not foreseen: ${message}\n(with DEBUG=1 it says where it happened)`;
}
