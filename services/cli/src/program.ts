import { Command } from 'commander';
import { completionCommand } from './commands/completion.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { observationsCommand } from './commands/observations.ts';
import { publishCommand } from './commands/publish.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statsCommand } from './commands/stats.ts';
import { subscriptionsCommand } from './commands/subscriptions.ts';
import { tailCommand } from './commands/tail.ts';
import { withExamples } from './examples.ts';
import { addGlobalOptions } from './options.ts';

const afterwards = `
Exit codes: 0 all went well, 1 it failed (a service refused or did not answer, nothing was stored), 2 the command line was wrong.`;

export function createProgram(): Command {
  const program = addGlobalOptions(new Command('weather').description('Look into and work with the weather system'))
    .addCommand(publishCommand())
    .addCommand(tailCommand())
    .addCommand(observationsCommand())
    .addCommand(subscriptionsCommand())
    .addCommand(deadLettersCommand())
    .addCommand(statsCommand())
    .addCommand(simulateCommand())
    .addCommand(completionCommand());
  withExamples(program, [
    'weather simulate --duration 10s --rate 50',
    'weather tail --types anomaly',
    'weather observations --station JFK --json',
  ]);
  program.addHelpText('after', afterwards);
  for (const command of everyCommand(program)) {
    command
      .exitOverride()
      .showHelpAfterError(`(weather ${pathOf(command)}--help shows what is possible)`)
      .configureHelp({ showGlobalOptions: true });
  }
  return program;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Names that lead to a command, each with a space behind it. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)}${command.name()} ` : '';
}
