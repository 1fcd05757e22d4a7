import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCyclic, spreadOfCounts } from './cyclic-order.ts';

describe('isCyclic', () => {
  const members = ['a', 'b', 'c'];

  it('holds for one cursor, whatever its order and start', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(members, { minLength: 1 }), fc.nat(60), (order, length) => {
        const sequence = Array.from({ length }, (_, index) => order[index % order.length]);
        expect(isCyclic(sequence, order)).toEqual({ holds: true, firstViolation: undefined });
      }),
    );
  });

  it('names the first pick that breaks the order', () => {
    expect(isCyclic([...'abcabcacb'], members)).toEqual({ holds: false, firstViolation: 7 });
    expect(isCyclic([...'abac'], members)).toEqual({ holds: false, firstViolation: 2 });
    expect(isCyclic([...'abcx'], members)).toEqual({ holds: false, firstViolation: 3 });
    expect(isCyclic([...'abab'], members)).toEqual({ holds: false, firstViolation: 2 });
    expect(isCyclic([...'aa'], ['a'])).toEqual({ holds: true, firstViolation: undefined });
    expect(isCyclic([], members).holds).toBe(true);
  });

  it('is the law in its words: N in a row differ, and the pick after N is the same', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...members), { maxLength: 8 }), (sequence) => {
        const law = sequence.every((pick, index) => {
          const isRepeated = index < 3 || sequence[index - 3] === pick;
          return isRepeated && !sequence.slice(Math.max(0, index - 2), index).includes(pick);
        });
        expect(isCyclic(sequence, members).holds).toBe(law);
      }),
      { numRuns: 1000 },
    );
  });

  it('wants members that differ', () => {
    expect(() => isCyclic([], [])).toThrow('number of members is 0, and must be a whole number of at least 1');
    expect(() => isCyclic([], ['a', 'a'])).toThrow('members must differ from each other');
  });
});

describe('spreadOfCounts', () => {
  it('allows one for each cursor', () => {
    expect(spreadOfCounts([10, 11, 10], 1)).toEqual({ holds: true, spread: 1 });
    expect(spreadOfCounts([10, 12, 10], 1)).toEqual({ holds: false, spread: 2 });
    expect(spreadOfCounts([10, 12, 10], 2).holds).toBe(true);
    expect(spreadOfCounts([10, 12, 10], 1, 1).holds).toBe(true);
  });

  it('says what is wrong with an argument', () => {
    expect(() => spreadOfCounts([], 1)).toThrow('number of counts is 0');
    expect(() => spreadOfCounts([1, 2.5], 1)).toThrow('counts[1] is 2.5');
    expect(() => spreadOfCounts([1], 0)).toThrow('cursors is 0');
  });
});
