import type { Report } from '@weather/labs';
import type { Grade, Problem } from './problem.ts';

/** Ids of a run's requests: each is drawn anew, so that no two runs share one. */
export function requestIdsOf({ attempts }: Report): Set<string> {
  const logs = attempts.flatMap(({ phases }) => phases.flatMap(({ proxies }) => proxies));
  const ids = logs.filter(({ side }) => side !== 'server').flatMap(({ log }) => log.map(({ requestId }) => requestId));
  return new Set(ids.filter((id) => id !== ''));
}

interface Graded {
  grade: Grade;
  requestIds: ReadonlySet<string>;
}

const isOfOne = (one: Grade, other: Grade) => one.student === other.student && one.lab === other.lab;

/** Marks those that show the same run under two names or labs. Who copied from whom, nobody can tell from files. */
export function withCopiesMarked(graded: readonly Graded[]): Grade[] {
  const first = new Map<string, Graded>();
  const copies = new Map<Graded, Set<Graded>>();
  const note = (one: Graded, other: Graded) => copies.set(one, (copies.get(one) ?? new Set()).add(other));
  for (const one of graded)
    for (const id of one.requestIds) {
      const other = first.get(id) ?? one;
      first.set(id, other);
      if (isOfOne(one.grade, other.grade)) continue;
      note(one, other);
      note(other, one);
    }
  return graded.map((one) =>
    marked(
      one.grade,
      [...(copies.get(one) ?? [])].map(({ grade }) => grade.file),
    ),
  );
}

function marked(grade: Grade, others: readonly string[]): Grade {
  if (others.length === 0) return grade;
  const problem: Problem = {
    kind: 'records',
    says: `It shows the same requests as ${others.join(', ')}: they are one run.`,
  };
  return { ...grade, accepted: false, problems: [...grade.problems, problem] };
}
