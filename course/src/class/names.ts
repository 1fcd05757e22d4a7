import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { atFile, CourseError } from '../failure.ts';

/** Letters of any script, and what stands between them: nothing that Markdown, a page or a table could take for its own. */
const pattern = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’@_-]{0,79}$/u;

/** Whether a class can have a student of this name: what a file says is not to be taken for one unseen. */
export const isName = (text: string): boolean => pattern.test(text);

/** The same for people. */
export const nameRule =
  "letters of any script, digits, spaces and . , ' @ _ -, 80 at most, the first a letter or digit";

interface Given {
  name: string;
  /** `line 3`, of a file. */
  at?: string;
}

/**
 * The students of a class.
 *
 * @param given their names, or a file with a name on each line; empty lines and those that begin with `#` are passed over
 * @param known who is in the class already
 * @throws CourseError that tells of every name that is none, or that cannot be told from another one
 */
export async function studentsIn(given: readonly string[], known: readonly string[] = []): Promise<string[]> {
  const all = await namesIn(given);
  const problems = [
    ...all.filter(({ name }) => !isName(name)).map((one) => `${quoted(one)} is no name (${nameRule})`),
    ...twins(all, known),
  ];
  if (problems.length > 0) throw new CourseError(problems.join('\n'));
  if (all.length === 0) throw new CourseError('there is nobody in this class');
  return all.map(({ name }) => name);
}

const quoted = ({ name, at }: Given) => `${at === undefined ? '' : `${at}: `}${JSON.stringify(name)}`;

async function namesIn(given: readonly string[]): Promise<Given[]> {
  const [first, ...others] = given;
  if (first !== undefined && others.length === 0 && (await isFile(first))) return linesOf(first);
  const file = given.find((one) => /[/\\]|\.(txt|csv|tsv|md|json|xlsx?|ods|docx?)$/i.test(one));
  if (file !== undefined)
    throw new CourseError(
      others.length === 0 ? `there is no file ${file}` : `${file} is no name: give one file, or the names themselves`,
    );
  return given.map((name) => ({ name: tidied(name) }));
}

const tidied = (text: string) => text.trim().normalize('NFC');

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

async function linesOf(path: string): Promise<Given[]> {
  const content = await atFile(path, readFile(path));
  if (!isUtf8(content)) throw new CourseError(`${path} is not UTF-8: save it as text in UTF-8`);
  return content
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ name: tidied(line), at: `line ${index + 1}` }))
    .filter(({ name }) => !/^(#|$)/.test(name));
}

/** Names that differ only in case or spaces are one person to whoever reads them. */
function twins(all: readonly Given[], known: readonly string[]): string[] {
  const inClass = known.map((name) => ({ name, at: 'in the class' }));
  return all.flatMap((one, index) => {
    const isTwin = ({ name }: Given) => bare(name) === bare(one.name);
    const other = all.slice(0, index).find(isTwin) ?? inClass.find((two) => isTwin(two) && two.name !== one.name);
    return other === undefined
      ? []
      : [`${quoted(one)} and ${quoted(other)}: who is who? Add something that tells them apart, such as an initial`];
  });
}

const bare = (name: string) => name.toLowerCase().replaceAll(' ', '');
