import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';

/** Rises when an older reader would misread a newer file. */
const exerciseFormat = 1;

/** An exercise that cannot be run as it is; the message says why. */
export class ExerciseError extends Error {
  override name = 'ExerciseError';
}

/** What a student gets beside the sheet. The token stands for all the rest: only the teacher can make it. */
export const exerciseSchema = z.strictObject({
  format: z.literal(exerciseFormat),
  student: z.string().min(1).max(80),
  lab: z.string().min(1).max(60),
  seed: z.int().min(0).max(999_999_999),
  parameters: z.record(z.string().max(40), z.int()),
  token: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ExerciseFile = z.output<typeof exerciseSchema>;

const mostBytes = 10_000;

/** @throws ExerciseError that says what is wrong in the file */
export async function readExercise(path: string): Promise<ExerciseFile> {
  const unreadable = (error: Error) => new ExerciseError(`${path} cannot be read: ${error.message}`, { cause: error });
  const { size } = await stat(path).catch((error: Error) => Promise.reject(unreadable(error)));
  if (size > mostBytes) throw new ExerciseError(`${path} is no exercise: it has ${size} bytes`);
  const text = await readFile(path, 'utf8').catch((error: Error) => Promise.reject(unreadable(error)));
  try {
    const parsed = exerciseSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new ExerciseError(`${path} is no exercise: ${z.prettifyError(parsed.error)}`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ExerciseError(`${path} is not JSON: ${error.message}`);
    throw error;
  }
}
