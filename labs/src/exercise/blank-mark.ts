import { join } from 'node:path';
import { furtherFolders, readRules } from '../runner/scenario.ts';
import { ExerciseError } from './exercise-file.ts';

/** Stands in a student's rules where something has to be filled in. */
export const blankMark = '___';

/**
 * Reads a student's rules as a run will.
 *
 * @throws ExerciseError when a blank was left; RulesError when they cannot be read
 */
export async function requireFilledIn(folder: string): Promise<void> {
  await requireFilledInAt(folder);
  for (const further of await furtherFolders(folder)) await requireFilledInAt(join(folder, further));
}

async function requireFilledInAt(folder: string): Promise<void> {
  const left = (await readRules(folder)).filter((object) => JSON.stringify(object).includes(blankMark));
  if (left.length === 0) return;
  const names = left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ');
  throw new ExerciseError(`there are blanks to fill in (${blankMark}) in ${names}: see ${join(folder, '*.yaml')}`);
}
