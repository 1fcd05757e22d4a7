import { describe, expect, it } from 'vitest';
import { chanceThatRandomPasses } from './random-passes.ts';
import { createRandom, drawPicks } from './random.ts';
import { fewestCursors } from './round-robin-cursors.ts';

/** Share of all sequences that pass. */
function enumerate(members: number, cursors: number, picks: number): number {
  const all = Array.from({ length: members }, (_, member) => member);
  let passed = 0;
  for (let code = 0; code < members ** picks; code++) {
    const sequence = Array.from({ length: picks }, (_, place) => Math.floor(code / members ** place) % members);
    if (fewestCursors(sequence, all, cursors).holds) passed++;
  }
  return passed / members ** picks;
}

describe('chanceThatRandomPasses', () => {
  it('is the share of all sequences that pass', () => {
    for (const [members, cursors, picks] of [
      [2, 1, 6],
      [2, 2, 8],
      [3, 1, 5],
      [3, 2, 8],
      [3, 3, 7],
      [4, 2, 6],
    ] as const) {
      const found = chanceThatRandomPasses({ members, cursors, picks });
      expect(found.kind).toBe('exact');
      expect(10 ** found.log10, `${members} ${cursors} ${picks}`).toBeCloseTo(enumerate(members, cursors, picks), 12);
    }
  });

  it('has a closed form for one cursor: N! / N^N for the first N, 1 / N for each more', () => {
    const { log10 } = chanceThatRandomPasses({ members: 3, cursors: 1, picks: 2000 });
    expect(log10).toBeCloseTo(Math.log10(6 / 27) - 1997 * Math.log10(3), 6);
  });

  it('is a bound when there are too many states', () => {
    const found = chanceThatRandomPasses({ members: 6, cursors: 4, picks: 25 });
    expect(found.kind).toBe('upper bound');
    const random = createRandom(3);
    const all = [0, 1, 2, 3, 4, 5];
    const shares = all.map(() => 1 / 6);
    const passes = (picks: number) => fewestCursors(drawPicks(random, picks, shares), all, 4).holds;
    const passed = Array.from({ length: 2000 }, () => passes(25)).filter(Boolean).length;
    expect(10 ** found.log10).toBeLessThan(1e-3);
    expect(passed / 2000).toBeLessThanOrEqual(10 ** found.log10);
    expect(chanceThatRandomPasses({ members: 6, cursors: 20, picks: 25 })).toEqual({ log10: 0, kind: 'upper bound' });
  });

  it('is certain without picks, and with so few that each may be a cursor', () => {
    expect(chanceThatRandomPasses({ members: 3, cursors: 4, picks: 0 }).log10).toBe(0);
    expect(chanceThatRandomPasses({ members: 3, cursors: 4, picks: 4 }).log10).toBeCloseTo(0, 12);
  });

  it('says what is wrong with an argument', () => {
    expect(() => chanceThatRandomPasses({ members: 1, cursors: 1, picks: 1 })).toThrow('members is 1');
    expect(() => chanceThatRandomPasses({ members: 3, cursors: 0, picks: 1 })).toThrow('cursors is 0');
    expect(() => chanceThatRandomPasses({ members: 3, cursors: 1, picks: -1 })).toThrow('picks is -1');
  });
});
