import { Failure } from '@weather/cluster';
import { CommanderError } from 'commander';
import { NotLiveError } from './bench/live.ts';
import { StillRunningError } from './commands/clean.ts';
import { OddAnswerError } from './envoy/odd-answer.ts';
import { ExerciseError } from './exercise/exercise-file.ts';
import { MeshError } from './mesh/mesh.ts';
import { ReportError } from './report/report-file.ts';
import { RulesError } from './runner/scenario.ts';
import { NotRestoredError } from './runner/session.ts';

/** Errors whose message says all that helps. */
const known = [
  MeshError,
  Failure,
  ExerciseError,
  NotLiveError,
  OddAnswerError,
  ReportError,
  RulesError,
  StillRunningError,
];

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
  else if (known.some((kind) => error instanceof kind)) tell(messageOf(error as Error & { hint?: string }));
  else tell(`error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return wasBrokenOff ? 130 : 3;
}

const messageOf = ({ message, hint }: Error & { hint?: string }) =>
  `error: ${message}\n${hint === undefined ? '' : `${hint}\n`}`;
