import { oneLine } from '@weather/labs';

/** What went wrong where the message says all that helps. */
export class CourseError extends Error {
  override name = 'CourseError';
}

/** Runs something that reads or writes files, and says of which its error tells: in one line, as names of files are students' own. */
export const atFile = async <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((error: Error) => {
    throw new CourseError(oneLine(`${path}: ${error.message}`), { cause: error });
  });
