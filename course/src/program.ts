import { Command } from 'commander';
import { checkCommand } from './commands/check.ts';
import { newCommand } from './commands/new.ts';
import { overviewCommand } from './commands/overview.ts';
import type { CourseWorld } from './course-world.ts';

const afterwards = `
Exit codes: 0 done (check: all accepted), 1 a submission is not accepted, 2 the command line was wrong, or something
cannot be read.`;

export function createProgram(world: CourseWorld): Command {
  const program = new Command('course')
    .description("The teacher's desk: exercises from the labs, grading of what students hand in, and an overview")
    .addCommand(newCommand(world))
    .addCommand(checkCommand(world))
    .addCommand(overviewCommand(world))
    .addHelpText('after', afterwards);
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .showHelpAfterError(
        `(pnpm course ${command === program ? '' : `${command.name()} `}--help shows what is possible)`,
      );
  return program;
}
