import { Command } from 'commander';
import { join } from 'node:path';
import type { LabWorld } from '../lab-world.ts';
import { printable } from '../report/printable.ts';
import type { Report } from '../report/report-schema.ts';
import { whyPassedOver, withReports } from '../report/results.ts';
import { readResults, writeResults } from '../report/results-file.ts';
import { ReportError } from '../report/report-file.ts';
import { runTitle } from '../report/run-title.ts';
import { terminalSummary } from '../report/terminal.ts';
import { writeWhole } from '../report/whole-file.ts';
import { newestFolder, pageOf, readReports } from './report-folder.ts';

export function reportCommand({ print, say, colour }: LabWorld): Command {
  return new Command('report')
    .description('draw the page of a folder of reports again, and print the outcomes')
    .argument('[folder]', 'default: the newest in reports/labs')
    .option('--results <file>', 'add the outcomes to this file, in place of older ones of the same lab and setting')
    .action(async (folder: string | undefined, { results }: { results?: string }) => {
      const place = folder ?? (await newestFolder());
      const { reports, unread } = await readReports(place);
      print(terminalSummary(reports, { colour }));
      const page = join(place, 'index.html');
      await writeWhole(page, pageOf(reports));
      say(`written to ${page}`);
      if (results !== undefined) {
        for (const line of passedOver(reports)) say(line);
        await writeResults(results, withReports(await readResults(results), reports));
        say(`outcomes added to ${results}`);
      }
      if (unread.length > 0) throw new ReportError(`passed over, for they cannot be read:\n${unread.join('\n')}`);
    });
}

/** Of each report whose outcome is not added, which it is and why. */
const passedOver = (reports: readonly Report[]): string[] =>
  reports.flatMap((report) => {
    const why = whyPassedOver(report);
    return why === undefined ? [] : printable(`${runTitle(report)}, of ${report.started}, is passed over: ${why}`);
  });
