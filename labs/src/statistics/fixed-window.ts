import { requireAtLeast, requireOrdered, requirePositive, requireWhole } from './require-argument.ts';
import type { TimedAnswer } from './token-bucket.ts';
import { fewestProblems, judgeWindow, type Edge, type Window } from './window-cuts.ts';

/** The law of a limiter that counts in windows aligned to its clock, as Envoy's rate limit service does. */
export interface FixedWindowLaw {
  /** Requests allowed per window, a whole number of at least 0. */
  limit: number;
  /** Length of a window in s: 1, 60, 3600 or 86400. Windows begin at multiples of it. */
  unit: number;
  /** In s, below unit / 2: within this of an edge a request may have been counted on either side of it. */
  guard: number;
  /** In s: two requests this near to each other may have been counted in the other order; 0 unless said otherwise. */
  order?: number;
}

/** Outcome of the law of fixed windows. */
export interface FixedWindowResult {
  holds: boolean;
  /** All windows with requests in them, in order of time. */
  windows: Window[];
  /** Those of them that break the law. */
  violations: Window[];
  /** Indexes of the answers within the guard of an edge. */
  ambiguous: number[];
  /** Windows that surely had more requests than the limit: without one, nothing was tested. */
  tested: number;
}

/**
 * In each window exactly min(limit, sent) requests are allowed, and they come first. Requests near an edge are put
 * on the side of it that breaks the law in the fewest windows, an early one never later than one that comes more than
 * `order` after it. So there is no false alarm while clocks and delays differ by less than `guard`, and all requests
 * that count against the limit are in `answers`.
 *
 * @param answers in the order of their times, which are in s of the limiter's clock (s since 1970 for Envoy's)
 * @throws RangeError when a setting is out of its range or the answers are not in order
 */
export function checkFixedWindows(answers: readonly TimedAnswer[], law: FixedWindowLaw): FixedWindowResult {
  const { limit, unit, guard, order = 0 } = law;
  requireWhole('limit', limit);
  requirePositive('unit', unit);
  requireAtLeast('guard', guard, 0);
  if (guard >= unit / 2) throw new RangeError(`guard is ${guard}, and must be below half of unit, ${unit / 2}`);
  requireAtLeast('order', order, 0);
  requireOrdered(
    'times',
    answers.map(({ at }) => at),
  );
  const { cores, edges, ambiguous } = sortIn(answers, unit, guard);
  const judge = (number: number, inside: readonly TimedAnswer[]) =>
    judgeWindow(inside, { start: number * unit, limit, order });
  const windows = fewestProblems(cores, edges, order, judge);
  const violations = windows.filter(({ problem }) => problem !== undefined);
  const tested = [...cores.values()].filter((core) => core.length > limit).length;
  return { holds: violations.length === 0, windows, violations, ambiguous, tested };
}

/** Which answers surely lie in which window, and which lie near which edge (edge 5 is the start of window 5). */
function sortIn(answers: readonly TimedAnswer[], unit: number, guard: number) {
  const cores = new Map<number, TimedAnswer[]>();
  const edges = new Map<number, Edge>();
  const ambiguous: number[] = [];
  answers.forEach((answer, index) => {
    const window = Math.floor(answer.at / unit);
    const edge = Math.round(answer.at / unit);
    if (Math.abs(answer.at - edge * unit) < guard) {
      const near = edges.get(edge) ?? { answers: [], before: 0 };
      near.answers.push(answer);
      if (window < edge) near.before++;
      edges.set(edge, near);
      ambiguous.push(index);
      return;
    }
    const core = cores.get(window);
    if (core) core.push(answer);
    else cores.set(window, [answer]);
  });
  return { cores, edges, ambiguous };
}
