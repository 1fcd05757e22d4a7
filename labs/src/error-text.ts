import { Failure } from '@weather/cluster';
import { NotLiveError } from './bench/live.ts';
import { StillRunningError } from './commands/clean.ts';
import { UnfinishedError } from './commands/unfinished.ts';
import { OddAnswerError } from './envoy/odd-answer.ts';
import { ExerciseError } from './exercise/exercise-file.ts';
import { MeshError } from './mesh/mesh.ts';
import { ReportError } from './report/report-file.ts';
import { RulesError } from './runner/scenario.ts';

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
  UnfinishedError,
];

/** What somebody has to read of an error: its message and hint, or all of it where nobody has foreseen it. */
export function errorText(error: unknown): string {
  if (!known.some((kind) => error instanceof kind)) return error instanceof Error ? error.stack! : String(error);
  const { message, hint } = error as Error & { hint?: string };
  return hint === undefined ? message : `${message}\n${hint}`;
}
