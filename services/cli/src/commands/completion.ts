import { Argument, Command } from 'commander';
import { completionScript, shells } from '../completion-scripts.ts';
import { completionNodes } from '../completion-tree.ts';
import { withExamples } from '../examples.ts';

export function completionCommand(): Command {
  const command = new Command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: (typeof shells)[number], _options: unknown, { parent }: Command) => {
      process.stdout.write(completionScript(shell, completionNodes(parent!)));
    });
  return withExamples(command, [
    'source <(weather completion bash)',
    'weather completion zsh > ~/.zfunc/_weather',
    'weather completion fish > ~/.config/fish/completions/weather.fish',
  ]);
}
