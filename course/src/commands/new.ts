import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Exercise, type Lab, labs } from '@weather/labs';
import { Command, Option } from 'commander';
import { type Assignment, assignmentsIn, places, writeClass } from '../class/class-file.ts';
import { folderFor, studentsIn } from '../class/names.ts';
import { secretIn } from '../class/secret.ts';
import type { CourseWorld } from '../course-world.ts';
import { drawn } from '../exercise/draw.ts';
import { writeHandout } from '../exercise/handout.ts';
import { keyOf } from '../exercise/key.ts';
import { sheetOf } from '../exercise/sheet.ts';
import { seedOf, tokenOf } from '../exercise/token.ts';
import { atFile, CourseError } from '../failure.ts';

interface Options {
  class: string[];
  out: string;
  labs?: string[];
  secretFile?: string;
}

type ExerciseLab = Lab & { exercise: Exercise };

const isExercise = (lab: Lab): lab is ExerciseLab => lab.exercise !== undefined;

export function newCommand(world: CourseWorld): Command {
  return new Command('new')
    .description(
      'write exercise sheets, rules with blanks and a key: other numbers and another mistake for each student',
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
    .action((options: Options) => makeClass(world, options));
}

async function makeClass({ say, print }: CourseWorld, options: Options): Promise<void> {
  const students = await studentsIn(options.class);
  const chosen = chosenLabs(options.labs);
  const before = await assignmentsIn(options.out);
  const secret = await secretIn(options.secretFile ?? places(options.out).secret, say);
  const assignments = [...before];
  for (const student of students) {
    const folder = folderOf(student, assignments);
    for (const lab of chosen) {
      if (assignments.some((one) => one.student === student && one.lab === lab.name)) continue;
      assignments.push(await assign({ student, folder, lab, secret, out: options.out }));
    }
  }
  await writeClass(options.out, assignments);
  const { key, submissions } = places(options.out);
  await atFile(key, writeFile(key, await keyOf(assignments), { mode: 0o600 }));
  await atFile(submissions, mkdir(submissions, { recursive: true }));
  print(`${assignments.length - before.length} exercises for ${students.length} students in ${options.out}/students`);
  print(`the key is ${key}; put what they hand in into ${submissions}`);
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
  out: string;
}

/** Writes sheet, exercise and rules of one student for one lab. */
async function assign({ student, folder, lab, secret, out }: Assigning): Promise<Assignment> {
  const seed = seedOf(secret, student, lab.name);
  const { exercise } = lab;
  const { parameters, fault } = drawn(exercise, seed);
  const place = join(places(out).students, folder, lab.name);
  if (await isThere(place)) throw new CourseError(`${place} is there already, and not in the class file`);
  await atFile(place, mkdir(place, { recursive: true }));
  const assigned = { student, lab: lab.name, seed, parameters };
  const file = { format: 1, ...assigned, token: tokenOf(secret, assigned) };
  await writeFile(join(place, 'exercise.json'), `${JSON.stringify(file, undefined, 2)}\n`);
  const sheet = { student, lab, exercise, parameters, folder: `${folder}/${lab.name}` };
  await writeFile(join(place, 'sheet.md'), sheetOf(sheet));
  await writeHandout({ lab, exercise, parameters, fault }, join(place, 'rules'));
  return { ...assigned, folder, fault: fault.says };
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
