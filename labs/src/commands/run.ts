import { Argument, Command } from 'commander';
import { contextOf } from '@weather/cluster';
import { labs } from '../catalog/index.ts';
import type { Lab } from '../catalog/lab.ts';
import type { LabWorld } from '../lab-world.ts';
import { openDeployedMesh } from './deployed-mesh.ts';
import { labArguments } from './lab-argument.ts';
import { runExercise } from './run-exercise.ts';
import { addRunOptions, type RunCommandOptions } from './run-options.ts';
import { runAll } from './run-all.ts';

export function runLabsCommand(world: LabWorld): Command {
  const command = new Command('run')
    .description('run labs, each to its verdict; the cluster ends as it was')
    .addArgument(new Argument('[labs...]', 'their names; see `list`').argParser(labArguments))
    .option('--all', 'every lab')
    .option('--keep', 'leave the rule applied, and say what to look at')
    .option('--rules <folder>', "take the rules in this folder in place of the lab's own")
    .option('--exercise <file>', "judge by a student's numbers, and seal the report; the rules are the student's");
  return addRunOptions(command).action(async (named: Lab[] | undefined, options: RunCommandOptions, self: Command) => {
    const chosen = options.all ? [...labs] : (named ?? []);
    if (chosen.length === 0) self.error('error: name a lab, or say --all: see `pnpm lab list`', { exitCode: 2 });
    if (options.keep && chosen.length > 1) self.error('error: --keep goes with one lab', { exitCode: 2 });
    if (options.rules !== undefined && chosen.length > 1)
      self.error('error: --rules goes with one lab', { exitCode: 2 });
    if (options.exercise !== undefined) return runExercise(world, chosen, options, self);
    const mesh = await openDeployedMesh(world, contextOf(self), options.deploy);
    const runs = chosen.map((lab) => ({ lab, setting: lab.rule }));
    const reports = await runAll(world, mesh, runs, options);
    world.setExitCode(reports.every(({ verdict }) => verdict.outcome === 'reproduced') ? 0 : 1);
    return undefined;
  });
}
