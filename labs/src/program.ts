import { Command } from 'commander';
import { cleanCommand } from './commands/clean.ts';
import { controlsCommand } from './commands/controls.ts';
import { listCommand } from './commands/list.ts';
import { reportCommand } from './commands/report.ts';
import { runLabsCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { addContextOption } from '@weather/cluster';
import type { LabWorld } from './lab-world.ts';

const afterwards = `
Exit codes: 0 reproduced (of controls: all caught), 1 not reproduced or inconclusive, 2 the command line was wrong,
3 it could not be run, or not put back or written down, 130 broken off. Whatever happens, the cluster ends as it was; after a kill, \`pnpm lab clean\`.`;

export function createProgram(world: LabWorld): Command {
  const program = addContextOption(
    new Command('lab').description("The thesis's experiments on the deployed system, each ending in a verdict"),
  )
    .addCommand(listCommand(world))
    .addCommand(showCommand(world))
    .addCommand(runLabsCommand(world))
    .addCommand(controlsCommand(world))
    .addCommand(reportCommand(world))
    .addCommand(cleanCommand(world))
    .addHelpText('after', afterwards);
  for (const command of [program, ...program.commands]) {
    const path = command === program ? '' : `${command.name()} `;
    command
      .exitOverride()
      .showHelpAfterError(`(pnpm lab ${path}--help shows what is possible)`)
      .configureHelp({ showGlobalOptions: true });
  }
  return program;
}
