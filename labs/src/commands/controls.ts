import { Argument, Command } from 'commander';
import { contextOf } from '@weather/cluster';
import { labs } from '../catalog/index.ts';
import type { Lab } from '../catalog/lab.ts';
import type { LabWorld } from '../lab-world.ts';
import { toneOf } from '../report/outcome-words.ts';
import { openDeployedMesh } from './deployed-mesh.ts';
import { labArguments } from './lab-argument.ts';
import { runAll } from './run-all.ts';
import { addRunOptions, type RunCommandOptions } from './run-options.ts';

export function controlsCommand(world: LabWorld): Command {
  const command = new Command('controls')
    .description(
      'run labs under the wrong settings that they name: each has to come out not reproduced, by a check that is meant to catch it',
    )
    .addArgument(new Argument('[labs...]', 'their names; see `list`').argParser(labArguments))
    .option('--all', 'every lab')
    .option('--only <control>', 'one control of one lab');
  type Options = RunCommandOptions & { only?: string };
  return addRunOptions(command).action(async (named: Lab[] | undefined, options: Options, self: Command) => {
    const chosen = options.all ? [...labs] : (named ?? []);
    if (chosen.length === 0) self.error('error: name a lab, or say --all: see `pnpm lab list`', { exitCode: 2 });
    const runs = chosen.flatMap((lab) =>
      lab.controls
        .filter(({ name }) => options.only === undefined || name === options.only)
        .map((setting) => ({ lab, setting })),
    );
    if (runs.length === 0)
      self.error(
        `error: there is no control ${options.only}: there are ${chosen.flatMap(({ controls }) => controls.map(({ name }) => name)).join(', ')}`,
        { exitCode: 2 },
      );
    const mesh = await openDeployedMesh(world, contextOf(self), options.deploy);
    const reports = await runAll(world, mesh, runs, options);
    world.setExitCode(reports.every((report) => toneOf(report) === 'good') ? 0 : 1);
  });
}
