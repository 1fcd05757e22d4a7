import { mkdir, writeFile } from 'node:fs/promises';
import { type Lab, labs } from '@weather/labs';
import { Command, Option } from 'commander';
import { type Assignment, assignmentsIn, makeTeacherFolder, places, writeClass } from '../class/class-file.ts';
import { folderFor } from '../class/folder-name.ts';
import { nameRule, studentsIn } from '../class/names.ts';
import { secretIn } from '../class/secret.ts';
import type { CourseWorld } from '../course-world.ts';
import { mistakeDealt, numbersDrawn } from '../exercise/draw.ts';
import { keyOf } from '../exercise/key.ts';
import { type ExerciseLab, placeOf, writeStudentFolder } from '../exercise/student-folder.ts';
import { seedOf, startOf } from '../exercise/token.ts';
import { counted } from '../counted.ts';
import { atFile, CourseError } from '../failure.ts';
import { isThere } from '../is-there.ts';

interface Options {
  class: string[];
  out: string;
  labs?: string[];
  secretFile?: string;
}

const aboutNames = `
A name holds ${nameRule}.
On the command line one with spaces needs quotes.
A file with names is text in UTF-8: one on each line; empty lines and those that begin with # are passed over.`;

const isExercise = (lab: Lab): lab is ExerciseLab => lab.exercise !== undefined;

export function newCommand(world: CourseWorld): Command {
  return new Command('new')
    .description(
      'write exercise sheets, rules with blanks and a key: each student has numbers of their own where the lab has some, and one of its two or three mistakes, which are dealt out in turn',
    )
    .addOption(
      new Option(
        '--class <names...>',
        'a file with a name on each line, or the names themselves',
      ).makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', "the class's folder; students that it has already are left as they are")
    .option('--labs <labs...>', 'default: every lab that is an exercise')
    .option(
      '--secret-file <file>',
      'what tokens are made with (default: teacher/secret in the folder); drawn if missing',
    )
    .addHelpText('after', aboutNames)
    .action((options: Options) => makeClass(world, options));
}

/** The class file comes first, and says whose folders there have to be: a `new` that was broken off is finished by the next. */
async function makeClass({ say, print }: CourseWorld, options: Options): Promise<void> {
  const { out } = options;
  const chosen = chosenLabs(options.labs);
  const assignments = [...(await assignmentsIn(out))];
  const known = assignments.map(({ student }) => student);
  const students = await studentsIn(options.class, known);
  await makeTeacherFolder(out);
  const secret = await secretIn(options.secretFile ?? places(out).secret, say);
  for (const student of students) {
    const folder = folderOf(student, assignments);
    for (const lab of chosen) {
      if (assignments.some((one) => one.student === student && one.lab === lab.name)) continue;
      const place = placeOf(out, { folder, lab: lab.name });
      if (await isThere(place)) throw new CourseError(`${place} is there already, and not in the class file`);
      const before = assignments.filter((one) => one.lab === lab.name).length;
      assignments.push(assigned({ student, folder, lab, secret, before }));
    }
  }
  await writeClass(out, assignments);
  const own = assignments.filter(({ student }) => students.includes(student));
  const written = await writeMissing(own, { chosen, secret, out });
  const { key, submissions } = places(out);
  await atFile(key, writeFile(key, await keyOf(assignments), { mode: 0o600 }));
  await atFile(submissions, mkdir(submissions, { recursive: true }));
  print(`${counted(written, 'exercise')} for ${counted(students.length, 'student')} in ${out}/students`);
  for (const student of students) print(`  ${student}: ${folderOf(student, assignments)}`);
  print(`the key is ${key}; put what they hand in into ${submissions}`);
}

/** @returns how many were missing */
async function writeMissing(
  assignments: readonly Assignment[],
  { chosen, secret, out }: { chosen: readonly ExerciseLab[]; secret: string; out: string },
): Promise<number> {
  let written = 0;
  for (const assignment of assignments) {
    const lab = chosen.find(({ name }) => name === assignment.lab);
    const place = placeOf(out, assignment);
    if (lab === undefined || (await isThere(place))) continue;
    await writeStudentFolder(place, assignment, { lab, secret });
    written += 1;
  }
  return written;
}

function chosenLabs(names: readonly string[] | undefined): ExerciseLab[] {
  const exercises = labs.filter(isExercise);
  return (names ?? exercises.map(({ name }) => name)).map((name) => {
    const found = exercises.find((lab) => lab.name === name);
    if (found === undefined)
      throw new CourseError(`there is no exercise ${name}: there are ${exercises.map((lab) => lab.name).join(', ')}`);
    return found;
  });
}

function folderOf(student: string, assignments: readonly Assignment[]): string {
  const known = assignments.find((one) => one.student === student)?.folder;
  return known ?? folderFor(student, new Set(assignments.map(({ folder }) => folder)));
}

interface Assigning {
  student: string;
  folder: string;
  lab: ExerciseLab;
  secret: string;
  /** How many students have the lab already. */
  before: number;
}

/** What the student's seed makes of the lab, and the mistake whose turn it is. */
function assigned({ student, folder, lab, secret, before }: Assigning): Assignment {
  const seed = seedOf(secret, student, lab.name);
  const parameters = numbersDrawn(lab.exercise, seed);
  const fault = mistakeDealt(lab.exercise, before, (round) => startOf(secret, lab.name, round));
  return { student, lab: lab.name, seed, parameters, folder, fault: fault.says };
}
