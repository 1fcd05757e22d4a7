import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NotWrittenError, writeWhole } from '@weather/labs';
import { z } from 'zod';
import { atFile, CourseError } from '../failure.ts';

/** Where things lie in a class's folder. */
export const places = (folder: string) => ({
  teacher: join(folder, 'teacher'),
  secret: join(folder, 'teacher/secret'),
  classFile: join(folder, 'teacher/class.json'),
  key: join(folder, 'teacher/key.md'),
  students: join(folder, 'students'),
  submissions: join(folder, 'submissions'),
});

const assignmentSchema = z.object({
  student: z.string(),
  /** In `students`, and made of plain letters: what a file says is never taken for a path unseen. */
  folder: z.string().regex(/^[a-z0-9-]+$/),
  lab: z.string().regex(/^[a-z0-9-]+$/),
  seed: z.int(),
  parameters: z.record(z.string(), z.int()),
  /** The mistake that was planted. */
  fault: z.string(),
});

const classSchema = z.object({ format: z.literal(1), assignments: z.array(assignmentSchema) });

/** One lab that one student has to do. */
export type Assignment = z.output<typeof assignmentSchema>;

/** @throws CourseError when there is no class in the folder, or its file is none */
export async function readClass(folder: string): Promise<Assignment[]> {
  const path = places(folder).classFile;
  const reading = readFile(path, 'utf8').then((text): unknown => JSON.parse(text));
  const parsed = classSchema.safeParse(await atFile(path, reading));
  if (!parsed.success) throw new CourseError(`${path} is no class: ${z.prettifyError(parsed.error)}`);
  return parsed.data.assignments;
}

/** Those that a folder has already; none in a new one. */
export const assignmentsIn = (folder: string): Promise<Assignment[]> =>
  readClass(folder).catch((error: Error & { cause?: NodeJS.ErrnoException }) => {
    if (error.cause?.code === 'ENOENT') return [];
    throw error;
  });

/** A folder for what nobody else may see, and that git does not take, wherever a class is put. */
export async function makeTeacherFolder(folder: string): Promise<void> {
  const { teacher } = places(folder);
  await atFile(teacher, mkdir(teacher, { recursive: true }));
  const ignored = join(teacher, '.gitignore');
  await atFile(ignored, writeFile(ignored, '*\n'));
}

/** All of it or nothing: a class file that is broken off would be no class any more. It tells the mistakes, so it is its owner's alone. */
export async function writeClass(folder: string, assignments: readonly Assignment[]): Promise<void> {
  const path = places(folder).classFile;
  const text = `${JSON.stringify({ format: 1, assignments }, undefined, 2)}\n`;
  // `atFile` names the file already: of what `writeWhole` says it needs the cause alone.
  const writing = writeWhole(path, text, { mode: 0o600 }).catch(({ cause }: NotWrittenError) => Promise.reject(cause));
  await atFile(path, writing);
}
