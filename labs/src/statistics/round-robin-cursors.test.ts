import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCyclic } from './cyclic-order.ts';
import { cyclicOrders, fewestCursors } from './round-robin-cursors.ts';

/** Whether `count` cursors explain the picks in one order, by following every set of starting places. */
function bruteForce(picks: readonly number[], order: readonly number[], count: number): boolean {
  const place = new Map(order.map((member, index) => [member, index]));
  const starts = (left: number): number[][] =>
    left === 0 ? [[]] : starts(left - 1).flatMap((rest) => order.map((_, start) => [...rest, start]));
  const isWalked = (cursors: readonly number[], from: number): boolean => {
    if (from === picks.length) return true;
    return cursors.some(
      (cursor, index) =>
        cursor === place.get(picks[from]!) && isWalked(cursors.with(index, (cursor + 1) % order.length), from + 1),
    );
  };
  return starts(count).some((cursors) => isWalked(cursors, 0));
}

/** Picks of several cursors: where each starts, and which of them makes each pick. */
const walks = fc
  .record({ members: fc.integer({ min: 1, max: 6 }), cursors: fc.integer({ min: 1, max: 4 }) })
  .chain(({ members, cursors }) =>
    fc.record({
      order: fc.shuffledSubarray(
        Array.from({ length: members }, (_, member) => member),
        { minLength: members },
      ),
      starts: fc.array(fc.nat(members - 1), { minLength: cursors, maxLength: cursors }),
      turns: fc.array(fc.nat(cursors - 1), { maxLength: 120 }),
    }),
  )
  .map(({ order, starts, turns }) => {
    const places = [...starts];
    const picks = turns.map((turn) => order[places[turn]!++ % order.length]!);
    return { order, cursors: starts.length, picks };
  });

describe('fewestCursors', () => {
  it('explains whatever so many cursors pick', () => {
    fc.assert(
      fc.property(walks, ({ order, cursors, picks }) => {
        const found = fewestCursors(picks, order.toSorted(), cursors);
        expect(found.holds).toBe(true);
        expect(found.cursors).toBeLessThanOrEqual(cursors);
      }),
      { numRuns: 500 },
    );
  });

  it('needs as many as following all starts shows, and gives up at the right pick', () => {
    const sequences = fc.array(fc.nat(3), { maxLength: 9 });
    fc.assert(
      fc.property(sequences, fc.integer({ min: 1, max: 3 }), (picks, most) => {
        const members = [0, 1, 2, 3];
        const isExplained = (some: readonly number[]) => cyclicOrders(4).some((order) => bruteForce(some, order, most));
        const found = fewestCursors(picks, members, most);
        expect(found.holds).toBe(isExplained(picks));
        const end = found.firstViolation ?? picks.length;
        expect(isExplained(picks.slice(0, end))).toBe(true);
        expect(found.holds || !isExplained(picks.slice(0, end + 1))).toBe(true);
        expect(found.cursors! <= most).toBe(found.holds);
        expect(found.cursors === 0 || bruteForce(picks, found.order, Math.min(4, found.cursors!))).toBe(
          found.cursors! <= 4,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('with one cursor is the law of one cursor', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }), (sequence) => {
        const { holds, firstViolation } = fewestCursors(sequence, ['a', 'b', 'c'], 1);
        expect({ holds, firstViolation }).toEqual(isCyclic(sequence, ['a', 'b', 'c']));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the order and the number of cursors', () => {
    const two = fewestCursors([...'aaccbbaaccbb'], ['a', 'b', 'c'], 4);
    expect(two).toEqual({ holds: true, firstViolation: undefined, cursors: 2, order: ['a', 'c', 'b'] });
    const stuck = fewestCursors([...'abcaaaaa'], ['a', 'b', 'c'], 2);
    expect(stuck).toMatchObject({ holds: false, firstViolation: 5, cursors: 5 });
    const stranger = fewestCursors([...'abcx'], ['a', 'b', 'c'], 2);
    expect(stranger).toMatchObject({ holds: false, firstViolation: 3, cursors: undefined });
    expect(fewestCursors([], ['a', 'b'], 1)).toMatchObject({ holds: true, cursors: 0 });
  });

  it('says what is wrong with an argument', () => {
    expect(() => fewestCursors([], [...'abcdefg'], 1)).toThrow('number of members is 7');
    expect(() => fewestCursors([], ['a'], 0)).toThrow('maxCursors is 0');
  });
});
