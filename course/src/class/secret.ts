import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { oneLine } from '@weather/labs';
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
 * The secret of the class in whose folder all of these files are, however deep.
 *
 * @throws CourseError when one is in none, or they are in several
 */
export async function secretAbove(files: readonly string[]): Promise<string> {
  const secrets = new Set<string>();
  for (const folder of new Set(files.map((file) => dirname(resolve(file))))) {
    const secret = await nearestSecret(folder);
    if (secret === undefined) throw new CourseError(`give --secret-file: ${oneLine(folder)} is in no class's folder`);
    secrets.add(secret);
  }
  const [found, ...others] = secrets;
  if (others.length > 0)
    throw new CourseError('give --secret-file, or check one class at a time: these files lie in several');
  return found!;
}

/** Of the class that the folder is in, or is. */
async function nearestSecret(folder: string): Promise<string | undefined> {
  const { secret } = places(folder);
  if (await isThere(secret)) return secret;
  const above = dirname(folder);
  return above === folder ? undefined : nearestSecret(above);
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
