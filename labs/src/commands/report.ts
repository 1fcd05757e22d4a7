import { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabWorld } from '../lab-world.ts';
import { terminalSummary } from '../report/terminal.ts';
import { newestFolder, pageOf, readReports } from './report-folder.ts';

export function reportCommand({ print, say, colour }: LabWorld): Command {
  return new Command('report')
    .description('draw the page of a folder of reports again, and print the outcomes')
    .argument('[folder]', 'default: the newest in reports/labs')
    .action(async (folder: string | undefined) => {
      const place = folder ?? (await newestFolder());
      const reports = await readReports(place);
      const page = join(place, 'index.html');
      await writeFile(page, pageOf(reports));
      print(terminalSummary(reports, { colour }));
      say(`written to ${page}`);
    });
}
