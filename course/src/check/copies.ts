import { oneLine } from '@weather/labs';
import type { Grade, Problem } from './problem.ts';

/** A grade, and what tells the run from others. */
export interface Graded {
  grade: Grade;
  fingerprints: ReadonlySet<string>;
}

const isOfOne = (one: Grade, other: Grade) => one.student === other.student && one.lab === other.lab;

/**
 * Marks those that show the same run under two names or labs. Who copied from whom, nobody can tell from files, so neither is
 * accepted; but a file without its student's seal may be anybody's, and takes nothing from one that has it.
 */
export function withCopiesMarked(graded: readonly Graded[]): Grade[] {
  const owners = new Map<string, Graded[]>();
  const copies = new Map(graded.map((one) => [one, new Set<Grade>()]));
  for (const one of graded)
    for (const fingerprint of one.fingerprints) {
      const before = owners.get(fingerprint);
      if (before === undefined) owners.set(fingerprint, [one]);
      for (const other of before ?? []) {
        if (isOfOne(one.grade, other.grade)) continue;
        copies.get(one)!.add(other.grade);
        copies.get(other)!.add(one.grade);
      }
      before?.push(one);
    }
  return graded.map((one) => marked(one.grade, [...copies.get(one)!]));
}

function marked(grade: Grade, others: readonly Grade[]): Grade {
  const harmless = others.filter(({ sealed }) => grade.sealed && !sealed);
  const equal = others.filter((other) => !harmless.includes(other));
  const notes = harmless.map(
    ({ file }) =>
      `${oneLine(file)} shows the same requests under another name or lab; its seal does not fit, so that it may be anybody's.`,
  );
  const problems = equal.length === 0 ? [] : [oneRun(equal.map(({ file }) => oneLine(file)))];
  return {
    ...grade,
    accepted: grade.accepted && problems.length === 0,
    problems: [...grade.problems, ...problems],
    notes: [...grade.notes, ...notes],
  };
}

const oneRun = (files: readonly string[]): Problem => ({
  kind: 'records',
  says: `It shows the same requests as ${files.join(', ')}, by their ids or by their times: they are one run.`,
});
