import { requireWhole } from './require-argument.ts';
import { cyclicOrders, mostMembers, successors } from './round-robin-cursors.ts';

/** How likely it is that uniform random picks look like round robin. */
export interface ChanceOfRandom {
  /** log10 of the probability, which may be far too small for a number; -0.3 is one half. */
  log10: number;
  /** A bound is at least the probability: it counts every cyclic order as if no two could hold at once. */
  kind: 'exact' | 'upper bound';
}

/** Steps from state to state, one for each member picked; `lost` where no explanation is left. State 0 is the start. */
type Steps = number[][];

const lost = -1;
/** Of all orders together, and of one. */
const mostStates = 10_000;

/**
 * The probability that `picks` independent uniform picks pass `fewestCursors`: its miss rate against RANDOM. Exact by
 * following all states of all cyclic orders at once (dynamic programming over what can be reached). With more than
 * 10,000 states it is an upper bound: the chance for one order times the number of orders, or 1 where even one has
 * more states than that, with 6 members from 11 cursors on.
 *
 * @param members number of members, from 2 to 6
 * @param cursors most cursors that the law allows, at least 1
 * @param picks number of picks, at least 0
 * @throws RangeError when an argument is out of its range
 */
export function chanceThatRandomPasses(question: { members: number; cursors: number; picks: number }): ChanceOfRandom {
  const { members, cursors, picks } = question;
  requireWhole('members', members, 2, mostMembers);
  requireWhole('cursors', cursors, 1);
  requireWhole('picks', picks);
  const orders = cyclicOrders(members);
  const one = stepsInOrder(successors(orders[0]!), cursors);
  if (one === undefined) return { log10: 0, kind: 'upper bound' };
  const mayBeFew = one.length * orders.length <= mostStates;
  const all = mayBeFew ? stepsInAll(orders.map((order) => stepsInOrder(successors(order), cursors)!)) : undefined;
  if (all !== undefined) return { log10: survival(all, picks), kind: 'exact' };
  return { log10: Math.min(0, survival(one, picks) + Math.log10(orders.length)), kind: 'upper bound' };
}

/** In one cyclic order: a state is how many known cursors stand at each member. */
function stepsInOrder(after: readonly number[], cursors: number): Steps | undefined {
  const start = after.map(() => 0);
  const move = (standing: readonly number[], pick: number) => {
    const next = [...standing];
    if (next[pick]! > 0) next[pick]!--;
    next[after[pick]!]!++;
    return next.reduce((sum, known) => sum + known, 0) > cursors ? undefined : next;
  };
  return explore(start, after.length, move);
}

/** In all orders at once: a state is the state of each order; undefined when there are too many. */
function stepsInAll(single: readonly Steps[]): Steps | undefined {
  const start = single.map(() => 0);
  const move = (states: readonly number[], pick: number) => {
    const next = states.map((state, order) => (state === lost ? lost : single[order]![state]![pick]!));
    return next.every((state) => state === lost) ? undefined : next;
  };
  return explore(start, single[0]![0]!.length, move);
}

/** Numbers the states that picks lead to from `start`, in the order found; undefined when they are too many. */
function explore(
  start: readonly number[],
  members: number,
  move: (state: readonly number[], pick: number) => readonly number[] | undefined,
): Steps | undefined {
  const states = [start];
  const numbers = new Map([[start.join(), 0]]);
  const steps: Steps = [];
  while (steps.length < states.length) {
    const state = states[steps.length]!;
    const reached = Array.from({ length: members }, (_, pick) => {
      const next = move(state, pick);
      if (next === undefined) return lost;
      const key = next.join();
      const number = numbers.get(key) ?? states.push(next) - 1;
      numbers.set(key, number);
      return number;
    });
    steps.push(reached);
    if (states.length > mostStates) return undefined;
  }
  return steps;
}

/** log10 of the probability that `picks` uniform picks in a row stay within the states. */
function survival(steps: Steps, picks: number): number {
  const members = steps[0]!.length;
  let chances = new Float64Array(steps.length);
  chances[0] = 1;
  let log10 = 0;
  for (let pick = 0; pick < picks; pick++) {
    const next = new Float64Array(steps.length);
    steps.forEach((reached, state) => {
      const chance = chances[state]! / members;
      if (chance > 0) for (const number of reached) if (number !== lost) next[number]! += chance;
    });
    const total = next.reduce((sum, chance) => sum + chance, 0);
    log10 += Math.log10(total);
    chances = next.map((chance) => chance / total);
  }
  return log10;
}
