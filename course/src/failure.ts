/** What went wrong where the message says all that helps. */
export class CourseError extends Error {
  override name = 'CourseError';
}

/** Runs something that reads or writes files, and says of which its error tells. */
export const atFile = async <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((error: Error) => {
    throw new CourseError(`${path}: ${error.message}`, { cause: error });
  });
