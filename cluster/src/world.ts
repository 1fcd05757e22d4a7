import type { RunCommand } from './run-command.ts';

/** All that a command touches outside itself; tests put their own in its place. */
export interface World {
  run: RunCommand;
  /** A line about the work, for the person who waits (stderr). */
  say(line: string): void;
  /** A line of the result (stdout). */
  print(line: string): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
}
