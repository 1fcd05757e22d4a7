import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { atFile, CourseError } from '../failure.ts';
import { isThere } from '../is-there.ts';
import { places } from './class-file.ts';

const leastLength = 32;

/** @throws CourseError when the file cannot be read, or holds too little to be a secret */
export async function readSecret(path: string): Promise<string> {
  const secret = (await atFile(path, readFile(path, 'utf8'))).trim();
  if (secret.length < leastLength)
    throw new CourseError(
      `${path} is no secret: it has ${secret.length} characters, and must have ${leastLength} or more`,
    );
  return secret;
}

/**
 * The secret of the class in whose folder `submissions`, or one beside it, all of these files are.
 *
 * @throws CourseError when they are in none, or in several
 */
export async function secretBeside(files: readonly string[]): Promise<string> {
  const [found, ...others] = new Set(files.map((file) => places(join(dirname(file), '..')).secret));
  if (others.length === 0 && (await isThere(found!))) return found!;
  throw new CourseError('give --secret-file: these files lie in no class, or in several');
}

/** The secret in the file; where there is no such file, a new one that only its owner may read. */
export async function secretIn(path: string, say: (line: string) => void): Promise<string> {
  const drawn = randomBytes(32).toString('hex');
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${drawn}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readSecret(path);
    throw new CourseError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  say(`a new secret was drawn: ${path}. Keep it to yourself, and do not lose it.`);
  return drawn;
}
