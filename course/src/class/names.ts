import { readFile, stat } from 'node:fs/promises';
import { atFile, CourseError } from '../failure.ts';

/** Letters of any script, and what stands between them: nothing that Markdown, a page or a table could take for its own. */
const name = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’@_-]{0,79}$/u;

/**
 * The students of a class.
 *
 * @param given their names, or a file with a name on each line; empty lines and those that begin with `#` are passed over
 * @throws CourseError when a name is none, or stands there twice
 */
export async function studentsIn(given: readonly string[]): Promise<string[]> {
  const lines = given.length === 1 && (await isFile(given[0]!)) ? await linesOf(given[0]!) : given;
  const names = lines.map((line) => line.trim().normalize('NFC'));
  const wrong = names.find((one) => !name.test(one));
  if (wrong !== undefined)
    throw new CourseError(
      `${JSON.stringify(wrong)} is no name: letters, digits, spaces and . , ' @ _ - only, 80 at most`,
    );
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw new CourseError(`${twice} is there twice: who is who?`);
  if (names.length === 0) throw new CourseError('there is nobody in this class');
  return names;
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

const linesOf = async (path: string) =>
  (await atFile(path, readFile(path, 'utf8'))).split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));

/** A folder for each student: what is left of the name in plain letters, with a number where that is nothing or taken. */
export function folderFor(student: string, taken: ReadonlySet<string>): string {
  const plain = student.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const base = plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '') || 'student';
  const free = (number: number): string => {
    const folder = number === 1 ? base : `${base}-${number}`;
    return taken.has(folder) ? free(number + 1) : folder;
  };
  return free(1);
}
