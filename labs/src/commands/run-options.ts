import { type Command, InvalidArgumentError } from 'commander';

/** What `run` and `controls` take. */
export interface RunCommandOptions {
  all?: true;
  keep?: true;
  rules?: string;
  exercise?: string;
  json?: true;
  out?: string;
  seed?: number;
  deploy?: true;
}

export function addRunOptions(command: Command): Command {
  return command
    .option('--json', 'print the reports, one JSON text a line')
    .option('--out <folder>', 'write JSON and page here (default: reports/labs/<time>)')
    .option('--seed <number>', 'fixes what the lab draws; drawn and told when absent', seed)
    .option('--deploy', 'deploy the system first if it is not there, without asking');
}

function seed(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 to 999999999.');
  return Number(text);
}
