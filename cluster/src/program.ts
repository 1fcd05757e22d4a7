import { Command } from 'commander';
import { downCommand } from './commands/down.ts';
import { sizeCommand } from './commands/size.ts';
import { statusCommand } from './commands/status.ts';
import { upCommand } from './commands/up.ts';
import { addContextOption } from './options.ts';
import type { World } from './world.ts';

const afterwards = `
Exit codes: 0 all went well, 1 it failed (or, of status, not all is up), 2 the command line was wrong,
130 Ctrl-C stopped it.
Environment: IMAGE_LOAD, a command that brings images into the cluster (called with them as arguments);
IMAGE_BUILD_ARGS, more options for docker build; CLUSTER_CONTEXT, as --context.`;

export function createProgram(world: World): Command {
  const program = addContextOption(
    new Command('cluster').description('Deploy the weather system on a Kubernetes cluster with Istio on this machine'),
  )
    .addCommand(upCommand(world))
    .addCommand(statusCommand(world))
    .addCommand(downCommand(world))
    .addCommand(sizeCommand(world))
    .addHelpText('after', afterwards);
  for (const command of [program, ...program.commands]) {
    const path = command === program ? '' : `${command.name()} `;
    command
      .exitOverride()
      .showHelpAfterError(`(pnpm cluster ${path}--help shows what is possible)`)
      .configureHelp({ showGlobalOptions: true });
  }
  return program;
}
