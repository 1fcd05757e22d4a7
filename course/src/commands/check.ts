import { oneLine } from '@weather/labs';
import { Command } from 'commander';
import { gradeAll } from '../check/grade-all.ts';
import type { Unreadable } from '../check/grade-file.ts';
import type { Grade } from '../check/problem.ts';
import { doubtAboutSecret } from '../check/seal.ts';
import { readSecret, secretAbove } from '../class/secret.ts';
import type { CourseWorld } from '../course-world.ts';
import { CourseError } from '../failure.ts';
import { isThere } from '../is-there.ts';

interface Options {
  secretFile?: string;
  json?: true;
}

export function checkCommand({ print, say, setExitCode }: CourseWorld): Command {
  return new Command('check')
    .description('grade submitted reports by their raw records; no cluster is needed')
    .argument('<submissions...>', 'JSON files as `pnpm lab run --exercise` wrote them')
    .option(
      '--secret-file <file>',
      'what the tokens were made with (default: teacher/secret of the class that they lie in)',
    )
    .option('--json', 'for programs: one JSON text a submission')
    .action(async (files: string[], { secretFile: given, json }: Options) => {
      await refuseEmptyPattern(files);
      const secretFile = given ?? (await secretAbove(files));
      const { grades, unreadable } = await gradeAll(files, await readSecret(secretFile));
      for (const grade of grades) print(json ? JSON.stringify(grade) : inWords(grade));
      for (const one of unreadable) print(json ? JSON.stringify(one) : unreadableInWords(one));
      const doubt = doubtAboutSecret(grades, secretFile);
      if (doubt !== undefined) say(doubt);
      setExitCode(unreadable.length > 0 ? 2 : grades.every(({ accepted }) => accepted) ? 0 : 1);
    });
}

/** A shell hands a pattern on as it stands where no file fits it. */
async function refuseEmptyPattern(files: readonly string[]): Promise<void> {
  const [pattern, ...others] = files;
  if (others.length === 0 && pattern!.includes('*') && !(await isThere(pattern!)))
    throw new CourseError(`nothing has been handed in yet: no file fits ${pattern}`);
}

function inWords({ file, student, lab, accepted, problems, notes }: Grade): string {
  const head = `${accepted ? '✓ accepted' : '✗ not accepted'}  ${student ?? 'nobody'}, ${lab}  (${oneLine(file)})`;
  const lines = problems.flatMap(({ says, hint }) => [`  ${says}`, ...(hint === undefined ? [] : [`  Hint: ${hint}`])]);
  return [head, ...lines, ...notes.map((note) => `  Note: ${note}`)].join('\n');
}

const unreadableInWords = ({ why }: Unreadable) => `? ${why}`;
