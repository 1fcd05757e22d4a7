import { Command } from 'commander';
import { labs } from '../catalog/index.ts';
import type { LabWorld } from '../lab-world.ts';

export function listCommand({ print }: LabWorld): Command {
  return new Command('list')
    .description('the labs: what each one asks, and what its source saw')
    .option('--json', 'for programs')
    .action(({ json }: { json?: true }) => {
      const rows = labs.map(({ name, row, title, question, source, controls }) => ({
        name,
        row,
        title,
        question,
        source: source.where,
        saw: source.saw,
        controls: controls.map((control) => control.name),
      }));
      if (json) return print(JSON.stringify(rows, undefined, 2));
      const width = Math.max(...rows.map(({ name }) => name.length));
      for (const { name, question, saw, source } of rows) {
        print(`${name.padEnd(width)}  ${question}`);
        print(`${' '.repeat(width)}  ${source}: ${saw}`);
      }
      return undefined;
    });
}
