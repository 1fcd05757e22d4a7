import { type Graded, withCopiesMarked } from './copies.ts';
import { ThreadApart } from './grade-apart.ts';
import type { Unreadable } from './grade-file.ts';
import type { Grade } from './problem.ts';

/** Grades each by itself, and then all against each other. */
export async function gradeAll(
  files: readonly string[],
  secret: string,
): Promise<{ grades: Grade[]; unreadable: Unreadable[] }> {
  const graded: Graded[] = [];
  const unreadable: Unreadable[] = [];
  const thread = new ThreadApart(secret);
  try {
    for (const file of new Set(files)) {
      const done = await thread.grade(file);
      if ('grade' in done) graded.push(done);
      else unreadable.push(done);
    }
  } finally {
    await thread.end();
  }
  return { grades: withCopiesMarked(graded), unreadable };
}
