import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exercise, Lab } from '@weather/labs';
import { type Assignment, places } from '../class/class-file.ts';
import { atFile, CourseError } from '../failure.ts';
import { writeHandout } from './handout.ts';
import { sheetOf } from './sheet.ts';
import { tokenOf } from './token.ts';

/** A lab that students can be given. */
export type ExerciseLab = Lab & { exercise: Exercise };

/** Where a student's sheet, exercise and rules for one lab are. */
export const placeOf = (out: string, { folder, lab }: Pick<Assignment, 'folder' | 'lab'>): string =>
  join(places(out).students, folder, lab);

/** Writes it all beside its place first: what stands in its place is whole, whenever the work is broken off. */
export async function writeStudentFolder(
  place: string,
  { folder, fault: planted, ...assigned }: Assignment,
  { lab, secret }: { lab: ExerciseLab; secret: string },
): Promise<void> {
  const { student, parameters } = assigned;
  const { exercise } = lab;
  const fault = exercise.faults.find(({ says }) => says === planted);
  if (fault === undefined) throw new CourseError(`lab ${lab.name} has no mistake "${planted}" any more`);
  const part = `${place}.part`;
  await atFile(part, rm(part, { recursive: true, force: true }));
  await atFile(part, mkdir(part, { recursive: true }));
  const file = { format: 1, ...assigned, token: tokenOf(secret, assigned) };
  await writeFile(join(part, 'exercise.json'), `${JSON.stringify(file, undefined, 2)}\n`);
  const sheet = { student, lab, exercise, parameters, folder: `${folder}/${lab.name}` };
  await writeFile(join(part, 'sheet.md'), sheetOf(sheet));
  await writeHandout({ lab, exercise, parameters, fault }, join(part, 'rules'));
  await atFile(place, rename(part, place));
}
