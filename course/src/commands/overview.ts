import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { gradeAll } from '../check/grade-all.ts';
import { unreadable as unreadableFile } from '../check/grade-file.ts';
import { counted } from '../counted.ts';
import { doubtAboutSecret } from '../check/seal.ts';
import { places, readClass } from '../class/class-file.ts';
import { readSecret } from '../class/secret.ts';
import type { CourseWorld } from '../course-world.ts';
import { atFile } from '../failure.ts';
import { resultsOf, strangersAmong } from '../overview/class-results.ts';
import { csvOf } from '../overview/csv.ts';
import { pageOf } from '../overview/page.ts';
import { sortedBySentences } from '../overview/sentences.ts';
import { submissionFiles } from '../overview/submission-files.ts';

interface Options {
  out?: string;
  submissions?: string;
  secretFile?: string;
}

export function overviewCommand({ print, say }: CourseWorld): Command {
  return new Command('overview')
    .description('grade all that a class has handed in: one page, and the same as a table for a spreadsheet')
    .argument('<folder>', 'as `new` has made it')
    .option(
      '--out <file>',
      'the page, whose name ends in .html; the table is put beside it (default: overview.html in the folder)',
      htmlFile,
    )
    .option('--submissions <folder>', 'where they are (default: submissions in the folder)')
    .option('--secret-file <file>', 'default: teacher/secret in the folder')
    .action(async (folder: string, options: Options) => {
      const at = places(folder);
      const assignments = await readClass(folder);
      const { secretFile = at.secret, out = join(folder, 'overview.html') } = options;
      const secret = await readSecret(secretFile);
      const { files, links } = await submissionFiles(options.submissions ?? at.submissions);
      const { toGrade, withSentences, otherMarkdown } = sortedBySentences(files, assignments);
      say(`grading ${counted(toGrade.length, 'file')}`);
      const { grades, unreadable: refused } = await gradeAll(toGrade, secret);
      const unreadable = [...refused, ...links.map((link) => unreadableFile(link, 'was not opened: it is a link'))];
      const results = resultsOf(assignments, grades, withSentences);
      const strangers = strangersAmong(assignments, grades);
      const table = out.replace(/\.html$/, '.csv');
      await atFile(out, writeFile(out, pageOf({ results, strangers, unreadable, otherMarkdown, at: new Date() })));
      await atFile(table, writeFile(table, csvOf({ results, strangers, unreadable })));
      print(`${out} and ${table}`);
      const doubt = doubtAboutSecret(grades, secretFile);
      if (doubt !== undefined) say(doubt);
    });
}

function htmlFile(name: string): string {
  if (!name.endsWith('.html')) throw new InvalidArgumentError('Its name has to end in .html.');
  return name;
}
