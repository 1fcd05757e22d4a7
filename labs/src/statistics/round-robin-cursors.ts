import { requireMembers, type OrderResult } from './cyclic-order.ts';
import { requireWhole } from './require-argument.ts';

/** More members have too many cyclic orders to try: 6 have 120. */
export const mostMembers = 6;

/** Outcome of the law of several cursors. */
export interface CursorsResult<Member> extends OrderResult {
  /** Fewest cursors that explain the whole sequence, however many; undefined when a pick is no member. */
  cursors: number | undefined;
  /** A cyclic order in which that few explain it. */
  order: readonly Member[];
}

/**
 * Round robin with several workers: each Envoy worker has a cursor of its own with a phase of its own, and all walk
 * through the same cyclic order of the members. Decides exactly whether the sequence is a shuffle of the walks of at
 * most `maxCursors` such cursors, trying every cyclic order; no false alarm.
 *
 * A pick of a member at which a known cursor stands moves that cursor on; any other pick reveals one more cursor.
 * Which of two cursors at the same place moves makes no difference, so that this needs the fewest. In closed form:
 * the sum over members m of the greatest lead, at any time, of the picks of m over those of the member before m.
 *
 * @param sequence picks in the order in which they were made
 * @param members all that are to be picked, each once, 6 at most
 * @param maxCursors workers (times proxies) that may have picked, at least 1
 * @throws RangeError when members or maxCursors are not like that
 */
export function fewestCursors<Member>(
  sequence: readonly Member[],
  members: readonly Member[],
  maxCursors: number,
): CursorsResult<Member> {
  requireMembers(members, mostMembers);
  requireWhole('maxCursors', maxCursors, 1);
  const indexes = new Map(members.map((member, index) => [member, index]));
  const picks = sequence.map((pick) => indexes.get(pick));
  const stranger = picks.indexOf(undefined);
  const known = picks.slice(0, stranger === -1 ? undefined : stranger) as number[];
  const explanations = cyclicOrders(members.length).map((order) => explain(known, order, maxCursors));
  const best = explanations.reduce((least, one) => (one.cursors < least.cursors ? one : least));
  const lasts = Math.max(...explanations.map(({ explained }) => explained));
  const holds = lasts === sequence.length;
  return {
    holds,
    firstViolation: holds ? undefined : lasts,
    cursors: stranger === -1 ? best.cursors : undefined,
    order: best.order.map((index) => members[index]!),
  };
}

/** Cursors needed for all picks in one order, and how many picks `maxCursors` explain. */
function explain(picks: readonly number[], order: readonly number[], maxCursors: number) {
  const after = successors(order);
  const standing = order.map(() => 0);
  let cursors = 0;
  let explained = picks.length;
  picks.forEach((pick, index) => {
    if (standing[pick]! > 0) standing[pick]!--;
    else if (++cursors === maxCursors + 1) explained = index;
    standing[after[pick]!]!++;
  });
  return { order, cursors, explained };
}

/** Which member comes after each in a cyclic order. */
export function successors(order: readonly number[]): number[] {
  const after = order.map(() => 0);
  order.forEach((member, place) => {
    after[member] = order[(place + 1) % order.length]!;
  });
  return after;
}

/** All (n - 1)! cyclic orders of the members 0 to n - 1, each beginning with 0. */
export function cyclicOrders(n: number): number[][] {
  const grow = (order: number[]): number[][] =>
    order.length === n
      ? [order]
      : Array.from({ length: n }, (_, member) => member).flatMap((member) =>
          order.includes(member) ? [] : grow([...order, member]),
        );
  return grow([0]);
}
