import type { Command } from 'commander';

/** What can be typed after a command's name, for the shells' scripts. */
export interface CompletionNode {
  /** Names of the commands up to here, without the program's. */
  path: string[];
  commands: { name: string; description: string }[];
  options: { flag: string; description: string; takesValue: boolean; choices: readonly string[] }[];
  /** Values of the arguments, if they are from a list. */
  argumentChoices: readonly string[];
}

/** Every command of a program, the program itself first. */
export function completionNodes(
  command: Command,
  path: string[] = [],
  inherited: CompletionNode['options'] = [],
): CompletionNode[] {
  const options = [
    ...command.options.map((option) => ({
      flag: option.long ?? option.short!,
      description: option.description,
      takesValue: option.required,
      choices: option.argChoices ?? [],
    })),
    ...inherited,
  ];
  const commands = command.commands.map((child) => ({ name: child.name(), description: child.description() }));
  const argumentChoices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
  const help = { flag: '--help', description: 'display help', takesValue: false, choices: [] };
  const node = { path, commands, options: path.length === 0 ? [...options, help] : options, argumentChoices };
  return [node, ...command.commands.flatMap((child) => completionNodes(child, [...path, child.name()], node.options))];
}
