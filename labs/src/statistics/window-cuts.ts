import type { TimedAnswer } from './token-bucket.ts';

/** What a window of a rate limiter let through. */
export interface Window {
  /** In s. */
  start: number;
  sent: number;
  allowed: number;
  /** min(limit, sent). */
  expected: number;
  /** How it breaks the law; undefined when it does not. */
  problem: 'too many' | 'too few' | 'not the first' | undefined;
}

/** Answers that may belong to either side of an edge, in order, and how many of them the clock puts before it. */
export interface Edge {
  answers: TimedAnswer[];
  before: number;
}

/** Holds the answers of one window, in order of time, against the law. */
export function judgeWindow(
  answers: readonly TimedAnswer[],
  { start, limit, order }: { start: number; limit: number; order: number },
): Window {
  const sent = answers.length;
  const allowed = answers.filter((answer) => answer.allowed).length;
  const expected = Math.min(limit, sent);
  const counts = { start, sent, allowed, expected };
  if (allowed > expected) return { ...counts, problem: 'too many' };
  if (allowed < expected) return { ...counts, problem: 'too few' };
  const firstRefusal = answers.find((answer) => !answer.allowed)?.at ?? Infinity;
  const lastPass = answers.findLast((answer) => answer.allowed)?.at ?? -Infinity;
  const isFirst = firstRefusal === Infinity || lastPass - firstRefusal <= order;
  const isInOrder = order > 0 ? isFirst : answers.slice(0, expected).every((answer) => answer.allowed);
  return { ...counts, problem: isInOrder ? undefined : 'not the first' };
}

/** A way to share an edge's answers out; `moved` of them lie on another side than the clock puts them on. */
interface Cut {
  before: TimedAnswer[];
  after: TimedAnswer[];
  moved: number;
}

/** The best way so far to cut all edges up to a window: fewest problems, then fewest answers moved. */
interface Path {
  windows: Window[];
  problems: number;
  moved: number;
}

/**
 * Cuts each edge's answers into those before it and those after it so that the fewest windows have a problem, by
 * dynamic programming from window to window. Windows without answers are left out.
 */
export function fewestProblems(
  cores: ReadonlyMap<number, readonly TimedAnswer[]>,
  edges: ReadonlyMap<number, Edge>,
  order: number,
  judge: (number: number, answers: readonly TimedAnswer[]) => Window,
): Window[] {
  const touched = new Set([...cores.keys(), ...[...edges.keys()].flatMap((edge) => [edge - 1, edge])]);
  let paths: [Cut, Path][] = [[noCut, { windows: [], problems: 0, moved: 0 }]];
  for (const number of [...touched].toSorted((a, b) => a - b)) {
    const core = cores.get(number) ?? [];
    const edge = edges.get(number + 1);
    paths = (edge ? cutsOf(edge, order) : [noCut]).map((cut) => {
      const ways = paths.map(([left, path]) => {
        const window = judge(number, [...left.after, ...core, ...cut.before]);
        return extend(path, window, cut.moved);
      });
      return [cut, ways.reduce(better)];
    });
  }
  return paths.map(([, path]) => path).reduce(better).windows;
}

const noCut: Cut = { before: [], after: [], moved: 0 };

/** All cuts of an edge. With an `order` of 0 they keep the answers' order; else only as far as times tell it. */
function cutsOf({ answers, before }: Edge, order: number): Cut[] {
  const cutAt = (isBefore: (answer: TimedAnswer, index: number) => boolean): Cut => ({
    before: answers.filter(isBefore),
    after: answers.filter((answer, index) => !isBefore(answer, index)),
    moved: answers.filter((answer, index) => isBefore(answer, index) !== index < before).length,
  });
  const straight = Array.from({ length: answers.length + 1 }, (_, cut) => cutAt((_answer, index) => index < cut));
  if (order === 0) return straight;
  // Which of two answers that are alike comes first makes no difference: cut the allowed and the refused apart.
  const passes = answers.filter(({ allowed }) => allowed);
  const refusals = answers.filter(({ allowed }) => !allowed);
  return Array.from({ length: passes.length + 1 }, (_, pass) => passes.slice(0, pass))
    .flatMap((early) =>
      Array.from({ length: refusals.length + 1 }, (_, refusal) => [...early, ...refusals.slice(0, refusal)]),
    )
    .map((early) => cutAt((answer) => early.includes(answer)))
    .filter((cut) => (cut.before.at(-1)?.at ?? -Infinity) - (cut.after[0]?.at ?? Infinity) <= order);
}

function extend(path: Path, window: Window, moved: number): Path {
  const windows = window.sent === 0 ? path.windows : [...path.windows, window];
  return { windows, problems: path.problems + (window.problem ? 1 : 0), moved: path.moved + moved };
}

const better = (one: Path, other: Path): Path =>
  other.problems < one.problems || (other.problems === one.problems && other.moved < one.moved) ? other : one;
