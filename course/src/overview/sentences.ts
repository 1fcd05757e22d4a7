import { basename } from 'node:path';
import type { Assignment } from '../class/class-file.ts';
import { handedInName } from '../exercise/sheet.ts';

/** Files by what they are for: Markdown is what the teacher reads, and no report. */
export interface Sorted {
  toGrade: string[];
  /** Exercises whose three sentences are there, by the name that the sheet gives them. */
  withSentences: ReadonlySet<Assignment>;
  /** How many files of Markdown have another name. */
  otherMarkdown: number;
}

const isMarkdown = (file: string) => file.toLowerCase().endsWith('.md');

const nameFor = ({ folder, lab }: Assignment) => `${handedInName(`${folder}/${lab}`)}.md`;

export function sortedBySentences(files: readonly string[], assignments: readonly Assignment[]): Sorted {
  const names = files.filter(isMarkdown).map((file) => basename(file).toLowerCase());
  const expected = new Set(assignments.map(nameFor));
  return {
    toGrade: files.filter((file) => !isMarkdown(file)),
    withSentences: new Set(assignments.filter((assignment) => names.includes(nameFor(assignment)))),
    otherMarkdown: names.filter((name) => !expected.has(name)).length,
  };
}
