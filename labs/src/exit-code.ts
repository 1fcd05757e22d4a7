import { CommanderError } from 'commander';
import { errorText } from './error-text.ts';
import { NotRestoredError } from './runner/session.ts';

/**
 * Tells what ended a command, and gives the exit code. It is never that of a lab that was run to its verdict.
 *
 * @param wasBrokenOff whether Ctrl-C or a signal ended it
 */
export function exitCodeAfter(
  error: unknown,
  { wasBrokenOff, tell }: { wasBrokenOff: boolean; tell(text: string): void },
): number {
  // Commander has said it already. Help in place of a command that is missing counts as a mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (wasBrokenOff && !(error instanceof NotRestoredError)) tell('stopped\n');
  else tell(`error: ${errorText(error)}\n`);
  return wasBrokenOff ? 130 : 3;
}
