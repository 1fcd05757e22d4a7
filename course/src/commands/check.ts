import { printable } from '@weather/labs';
import { Command } from 'commander';
import { gradeAll } from '../check/grade-all.ts';
import type { Unreadable } from '../check/grade-file.ts';
import type { Grade } from '../check/problem.ts';
import { readSecret } from '../class/secret.ts';
import type { CourseWorld } from '../course-world.ts';

interface Options {
  secretFile: string;
  json?: true;
}

export function checkCommand({ print, setExitCode }: CourseWorld): Command {
  return new Command('check')
    .description('grade submitted reports by their raw records; no cluster is needed')
    .argument('<submissions...>', 'JSON files as `pnpm lab run --exercise` wrote them')
    .requiredOption('--secret-file <file>', 'what the tokens were made with: teacher/secret in the class folder')
    .option('--json', 'for programs: one JSON text a submission')
    .action(async (files: string[], { secretFile, json }: Options) => {
      const { grades, unreadable } = await gradeAll(files, await readSecret(secretFile));
      for (const grade of grades) print(json ? JSON.stringify(grade) : inWords(grade));
      for (const one of unreadable) print(json ? JSON.stringify(one) : unreadableInWords(one));
      setExitCode(unreadable.length > 0 ? 2 : grades.every(({ accepted }) => accepted) ? 0 : 1);
    });
}

function inWords({ file, student, lab, accepted, problems, notes }: Grade): string {
  const head = `${accepted ? '✓ accepted' : '✗ not accepted'}  ${student ?? 'nobody'}, ${lab}  (${printable(file)})`;
  const lines = problems.flatMap(({ says, hint }) => [`  ${says}`, ...(hint === undefined ? [] : [`  Hint: ${hint}`])]);
  return [head, ...lines, ...notes.map((note) => `  Note: ${note}`)].join('\n');
}

const unreadableInWords = ({ why }: Unreadable) => `? ${why}`;
