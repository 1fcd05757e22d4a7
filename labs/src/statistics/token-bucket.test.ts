import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedEnvelope, checkTokenBucket, type TimedAnswer } from './token-bucket.ts';

/** What a bucket answers, with its clock right. */
function answer(times: readonly number[], { capacity, rate }: { capacity: number; rate: number }): TimedAnswer[] {
  let tokens = capacity;
  let last = times[0] ?? 0;
  return times.map((at) => {
    tokens = Math.min(capacity, tokens + rate * (at - last));
    last = at;
    const allowed = tokens >= 1;
    if (allowed) tokens--;
    return { at, allowed };
  });
}

const every = (seconds: number, count: number) => Array.from({ length: count }, (_, index) => index * seconds);
const tenPerMinute = { capacity: 10, rate: 10 / 60 };

const traffic = fc.record({
  capacity: fc.integer({ min: 1, max: 12 }),
  rate: fc.double({ min: 0.01, max: 5, noNaN: true }),
  gaps: fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { maxLength: 150 }),
  timing: fc.double({ min: 0, max: 2, noNaN: true }),
  errors: fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
});

describe('allowedEnvelope', () => {
  it('is capacity and inflow, one to each side, for each bucket', () => {
    expect(allowedEnvelope(tenPerMinute, 60)).toEqual({ low: 19, high: 21 });
    expect(allowedEnvelope(tenPerMinute, 45)).toEqual({ low: 16, high: 19 });
    expect(allowedEnvelope({ ...tenPerMinute, buckets: 3 }, 60)).toEqual({ low: 57, high: 63 });
    expect(allowedEnvelope({ capacity: 1, rate: 0.1 }, 0)).toEqual({ low: 0, high: 2 });
  });

  it('holds for a bucket that gets more than it can take', () => {
    const count = answer(every(0.2, 301), tenPerMinute).filter(({ allowed }) => allowed).length;
    expect(count).toBeGreaterThanOrEqual(19);
    expect(count).toBeLessThanOrEqual(21);
  });
});

describe('checkTokenBucket', () => {
  it('holds for every bucket and any traffic, with times as wrong as said, even in the wrong order', () => {
    fc.assert(
      fc.property(traffic, ({ capacity, rate, gaps, timing, errors }) => {
        let now = 0;
        const times = gaps.map((gap) => (now += gap));
        const seen = answer(times, { capacity, rate })
          .map(({ at, allowed }) => ({ at: at + timing * errors.next().value!, allowed }))
          .toSorted((one, other) => one.at - other.at);
        const { holds, wrongRefusals } = checkTokenBucket(seen, { capacity, rate, timing, slack: 0 });
        expect(wrongRefusals).toEqual([]);
        expect(holds).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('finds the fullest interval, as trying all of them does', () => {
    const answers = fc.array(fc.record({ gap: fc.double({ min: 0, max: 3, noNaN: true }), allowed: fc.boolean() }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(answers, fc.boolean(), (list, isLow) => {
        let now = 0;
        const timed = list.map(({ gap, allowed }) => ({ at: (now += gap), allowed }));
        const most = isLow ? 1 : 3;
        const { fullest } = checkTokenBucket(timed, { capacity: 3, rate: 0.5, initial: { least: 0, most } });
        let excess = -Infinity;
        timed.forEach((from, start) => {
          for (let end = start; end < timed.length; end++) {
            const count = timed.slice(start, end + 1).filter(({ allowed }) => allowed).length;
            if (count === 0) continue;
            excess = Math.max(excess, count - (3 + 0.5 * (timed[end]!.at - from.at) + 1));
            if (start === 0) excess = Math.max(excess, count - (most + 0.5 * (timed[end]!.at - from.at) + 1));
          }
        });
        const found = fullest === undefined ? -Infinity : fullest.allowed - fullest.bound;
        expect(found === excess || Math.abs(found - excess) < 1e-9).toBe(true);
      }),
    );
  });

  it('finds a bucket that is too large or fills too fast', () => {
    const large = checkTokenBucket(answer(every(0.5, 120), { capacity: 20, rate: 20 / 60 }), tenPerMinute);
    expect(large.holds).toBe(false);
    expect(large.fullest!.allowed).toBeGreaterThan(large.fullest!.bound);
    const fast = checkTokenBucket(answer(every(0.5, 120), { capacity: 10, rate: 20 / 60 }), tenPerMinute);
    expect(fast.holds).toBe(false);
    const open = every(0.5, 120).map((at) => ({ at, allowed: true }));
    expect(checkTokenBucket(open, tenPerMinute).holds).toBe(false);
  });

  it('finds a bucket that refuses while it must have a token', () => {
    const slow = checkTokenBucket(answer(every(0.5, 120), { capacity: 10, rate: 5 / 60 }), tenPerMinute);
    expect(slow.holds).toBe(false);
    expect(slow.wrongRefusals!.length).toBeGreaterThan(0);
    const closed = [{ at: 0, allowed: false }];
    expect(checkTokenBucket(closed, tenPerMinute).wrongRefusals).toEqual([{ index: 0, tokens: 10 }]);
    expect(checkTokenBucket(closed, { ...tenPerMinute, initial: { least: 0, most: 10 } }).holds).toBe(true);
  });

  it('knows only the bound above of several buckets', () => {
    const law = { ...tenPerMinute, buckets: 3 };
    const three = every(0.3, 200).map((at, index) => ({ at, allowed: index < 30 }));
    expect(checkTokenBucket(three, law)).toMatchObject({ holds: true, wrongRefusals: undefined });
    const four = every(0.3, 200).map((at, index) => ({ at, allowed: index < 44 }));
    expect(checkTokenBucket(four, law).holds).toBe(false);
    expect(checkTokenBucket(three, tenPerMinute).holds).toBe(false);
  });

  it('has nothing against silence', () => {
    expect(checkTokenBucket([], tenPerMinute)).toEqual({ holds: true, fullest: undefined, wrongRefusals: [] });
  });

  it('says what is wrong with an argument', () => {
    const backwards = [2, 1].map((at) => ({ at, allowed: true }));
    expect(() => checkTokenBucket(backwards, tenPerMinute)).toThrow(
      'times[1] is 1, and must be a finite time not before',
    );
    expect(() => checkTokenBucket([], { capacity: 0.5, rate: 1 })).toThrow('capacity is 0.5');
    expect(() => checkTokenBucket([], { capacity: 1, rate: 0 })).toThrow('rate is 0');
    expect(() => checkTokenBucket([], { ...tenPerMinute, timing: -1 })).toThrow('timing is -1');
    expect(() => checkTokenBucket([], { ...tenPerMinute, initial: { least: 3, most: 2 } })).toThrow(
      'initial.most is 2',
    );
    expect(() => allowedEnvelope(tenPerMinute, -1)).toThrow('seconds is -1');
  });
});
