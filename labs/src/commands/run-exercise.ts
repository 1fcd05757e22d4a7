import type { Command } from 'commander';
import { contextOf } from '@weather/cluster';
import type { Lab } from '../catalog/lab.ts';
import { requireFilledIn } from '../exercise/blank-mark.ts';
import { editionOf } from '../exercise/edition.ts';
import { ExerciseError, readExercise } from '../exercise/exercise-file.ts';
import { sealed } from '../exercise/seal.ts';
import type { LabWorld } from '../lab-world.ts';
import { openDeployedMesh } from './deployed-mesh.ts';
import { runAll } from './run-all.ts';
import type { RunCommandOptions } from './run-options.ts';

/** Runs one lab with a student's rules, judged by the student's numbers; its seed is the exercise's. */
export async function runExercise(
  world: LabWorld,
  [lab, ...others]: readonly Lab[],
  options: RunCommandOptions,
  self: Command,
): Promise<void> {
  const { rules, exercise: file, seed } = options;
  if (lab === undefined || others.length > 0) self.error('error: --exercise goes with one lab', { exitCode: 2 });
  if (rules === undefined)
    self.error('error: --exercise needs --rules: the folder in which you filled in the blanks', { exitCode: 2 });
  if (seed !== undefined) self.error('error: an exercise has a seed of its own', { exitCode: 2 });
  const exercise = await readExercise(file!);
  if (exercise.lab !== lab.name) throw new ExerciseError(`${file} is for lab ${exercise.lab}, not for ${lab.name}`);
  const edition = editionOf(lab, exercise.parameters);
  await requireFilledIn(rules);
  const mesh = await openDeployedMesh(world, contextOf(self), options.deploy);
  const runs = [{ lab: edition, setting: edition.rule }];
  const reports = await runAll(world, mesh, runs, { ...options, seed: exercise.seed }, (report) =>
    sealed(report, exercise),
  );
  world.setExitCode(reports.every(({ verdict }) => verdict.outcome === 'reproduced') ? 0 : 1);
}
