import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { gradeAll } from '../check/grade-all.ts';
import { places, readClass } from '../class/class-file.ts';
import { readSecret } from '../class/secret.ts';
import type { CourseWorld } from '../course-world.ts';
import { atFile } from '../failure.ts';
import { resultsOf, strangersAmong } from '../overview/class-results.ts';
import { csvOf } from '../overview/csv.ts';
import { pageOf } from '../overview/page.ts';
import { submissionFiles } from '../overview/submission-files.ts';

interface Options {
  out: string;
  submissions?: string;
  secretFile?: string;
}

export function overviewCommand({ print, say }: CourseWorld): Command {
  return new Command('overview')
    .description('grade all that a class has handed in: one page, and the same as a table for a spreadsheet')
    .argument('<folder>', 'as `new` has made it')
    .requiredOption('--out <file>', 'the page, whose name ends in .html; the table is put beside it', htmlFile)
    .option('--submissions <folder>', 'where they are (default: submissions in the folder)')
    .option('--secret-file <file>', 'default: teacher/secret in the folder')
    .action(async (folder: string, options: Options) => {
      const at = places(folder);
      const assignments = await readClass(folder);
      const secret = await readSecret(options.secretFile ?? at.secret);
      const files = await submissionFiles(options.submissions ?? at.submissions);
      say(`grading ${files.length} submissions`);
      const { grades, unreadable } = await gradeAll(files, secret);
      const results = resultsOf(assignments, grades);
      const strangers = strangersAmong(assignments, grades);
      const table = options.out.replace(/\.html$/, '.csv');
      await atFile(options.out, writeFile(options.out, pageOf({ results, strangers, unreadable, at: new Date() })));
      await atFile(table, writeFile(table, csvOf(results)));
      print(`${options.out} and ${table}`);
    });
}

function htmlFile(name: string): string {
  if (!name.endsWith('.html')) throw new InvalidArgumentError('Its name has to end in .html.');
  return name;
}
