import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFixedWindows } from './fixed-window.ts';
import type { TimedAnswer } from './token-bucket.ts';

/** What a limiter answers to requests that come to it at `times`, by its own clock. */
function answer(times: readonly number[], limit: number, unit: number): TimedAnswer[] {
  const counts = new Map<number, number>();
  return times.map((at) => {
    const window = Math.floor(at / unit);
    const count = (counts.get(window) ?? 0) + 1;
    counts.set(window, count);
    return { at, allowed: count <= limit };
  });
}

const law = { limit: 1, unit: 60, guard: 2 };
const list = (...entries: [number, boolean][]) => entries.map(([at, allowed]) => ({ at, allowed }));

const traffic = fc.record({
  limit: fc.integer({ min: 0, max: 4 }),
  gaps: fc.array(fc.double({ min: 0, max: 6, noNaN: true }), { maxLength: 60 }),
  offset: fc.double({ min: -1, max: 1, noNaN: true }),
  errors: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
});

describe('checkFixedWindows', () => {
  it('holds for every limiter, whatever its clock is off by below the guard', () => {
    fc.assert(
      fc.property(traffic, ({ limit, gaps, offset }) => {
        let now = 0;
        const times = gaps.map((gap) => (now += gap));
        const seen = answer(times, limit, 10).map(({ at, allowed }) => ({ at: at + 2.9 * offset, allowed }));
        expect(checkFixedWindows(seen, { limit, unit: 10, guard: 3 }).violations).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('holds when requests overtake each other on their way, by less than `order`', () => {
    fc.assert(
      fc.property(traffic, ({ limit, gaps, offset, errors }) => {
        let now = 0;
        const times = gaps.map((gap) => (now += gap / 4));
        const seen = answer(times, limit, 10)
          .map(({ at, allowed }) => ({ at: at + 2 * offset - 0.9 * errors.next().value!, allowed }))
          .toSorted((one, other) => one.at - other.at);
        expect(checkFixedWindows(seen, { limit, unit: 10, guard: 3, order: 0.91 }).violations).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('tells windows and what it could test', () => {
    const result = checkFixedWindows(answer([5, 20, 40, 65, 80], 1, 60), law);
    expect(result).toEqual({
      holds: true,
      windows: [
        { start: 0, sent: 3, allowed: 1, expected: 1, problem: undefined },
        { start: 60, sent: 2, allowed: 1, expected: 1, problem: undefined },
      ],
      violations: [],
      ambiguous: [],
      tested: 2,
    });
    expect(checkFixedWindows(list([5, true], [65, true]), law)).toMatchObject({ holds: true, tested: 0 });
  });

  it('names how a window breaks the law', () => {
    const problemOf = (...answers: [number, boolean][]) => checkFixedWindows(list(...answers), law).violations;
    expect(problemOf([5, true], [20, true], [40, false])).toMatchObject([
      { start: 0, allowed: 2, problem: 'too many' },
    ]);
    expect(problemOf([5, false], [65, true])).toMatchObject([{ start: 0, allowed: 0, problem: 'too few' }]);
    expect(problemOf([5, false], [20, true])).toMatchObject([{ start: 0, problem: 'not the first' }]);
    const two = checkFixedWindows(answer([5, 20, 40, 65, 80, 90], 2, 60), law);
    expect(two.violations.map(({ start, problem }) => [start, problem])).toEqual([
      [0, 'too many'],
      [60, 'too many'],
    ]);
  });

  it('lets a request near an edge count on either side, but not on both', () => {
    expect(checkFixedWindows(list([5, true], [59, true], [70, false]), law)).toMatchObject({
      holds: true,
      ambiguous: [1],
      windows: [
        { start: 0, sent: 1 },
        { start: 60, sent: 2, allowed: 1 },
      ],
    });
    expect(checkFixedWindows(list([5, true], [59, true], [70, true]), law).holds).toBe(false);
    expect(checkFixedWindows(list([5, true], [57, true], [70, false]), law).holds).toBe(false);
    // 61 before the edge would put 59 before it, too.
    expect(checkFixedWindows(list([5, true], [59, true], [61, false], [70, true]), law).holds).toBe(false);
  });

  it('allows two requests within `order` of each other to swap', () => {
    const swapped = list([5, false], [5.01, true], [20, false]);
    expect(checkFixedWindows(swapped, law).violations).toMatchObject([{ problem: 'not the first' }]);
    expect(checkFixedWindows(swapped, { ...law, order: 0.05 }).holds).toBe(true);
  });

  it('has nothing against silence', () => {
    expect(checkFixedWindows([], law)).toEqual({ holds: true, windows: [], violations: [], ambiguous: [], tested: 0 });
  });

  it('says what is wrong with an argument', () => {
    expect(() => checkFixedWindows([], { ...law, guard: 30 })).toThrow(
      'guard is 30, and must be below half of unit, 30',
    );
    expect(() => checkFixedWindows([], { ...law, limit: 1.5 })).toThrow('limit is 1.5');
    expect(() => checkFixedWindows([], { ...law, unit: 0 })).toThrow('unit is 0');
    expect(() => checkFixedWindows([], { ...law, order: -1 })).toThrow('order is -1');
    expect(() => checkFixedWindows(list([2, true], [1, true]), law)).toThrow('times[1] is 1');
  });
});
