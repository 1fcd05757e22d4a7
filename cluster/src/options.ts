import { type Command, Option } from 'commander';

/** What every command takes. */
export function addContextOption(program: Command): Command {
  return program.addOption(
    new Option('--context <name>', "kubectl's context; one that is not on this machine must be named").env(
      'CLUSTER_CONTEXT',
    ),
  );
}

export function contextOf(command: Command): string | undefined {
  return command.optsWithGlobals<{ context?: string }>().context;
}

export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}`);
}
