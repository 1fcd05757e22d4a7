import { describe, expect, it } from 'vitest';
import { checkFixedWindows } from './fixed-window.ts';
import { createRandom, type Random } from './random.ts';
import { allowedEnvelope, checkTokenBucket, type TimedAnswer } from './token-bucket.ts';

/* The exact laws of limits on 10,000 synthetic runs: never an alarm with the right limit, never a miss with a wrong one. */
const runs = 10_000;

function count(seed: number, isHit: (random: Random) => boolean): number {
  const random = createRandom(seed);
  let hits = 0;
  for (let run = 0; run < runs; run++) if (isHit(random)) hits++;
  return hits;
}

/** Times of a Poisson stream of requests. */
function arrivals(random: Random, perSecond: number, seconds: number): number[] {
  const times: number[] = [];
  for (let at = 0; ;) {
    at -= Math.log(1 - random()) / perSecond;
    if (at > seconds) return times;
    times.push(at);
  }
}

/** What a full bucket answers, as seen by a clock that is off by up to `timing`. */
function throughBucket(random: Random, times: readonly number[], tokensPerMinute: number, timing: number) {
  let tokens = tokensPerMinute;
  let last = 0;
  const answers = times.map((at): TimedAnswer => {
    tokens = Math.min(tokensPerMinute, tokens + (tokensPerMinute / 60) * (at - last));
    last = at;
    const allowed = tokens >= 1;
    if (allowed) tokens--;
    return { at: at + timing * (2 * random() - 1), allowed };
  });
  return answers.toSorted((one, other) => one.at - other.at);
}

/** What a fixed window answers to requests that take up to 0.2 s on their way, its clock off by `offset`. */
function throughWindows(random: Random, times: readonly number[], limit: number, offset: number): TimedAnswer[] {
  const counts = new Map<number, number>();
  return times.map((at) => {
    const window = Math.floor((at + offset + 0.2 * random()) / 60);
    const before = counts.get(window) ?? 0;
    counts.set(window, before + 1);
    return { at, allowed: before < limit };
  });
}

/** Three buckets of 10 per minute, each with traffic of its own. */
function threeBuckets(random: Random): TimedAnswer[] {
  const each = [0, 1, 2].map(() => throughBucket(random, arrivals(random, 1, 60), 10, 0.05));
  return each.flat().toSorted((one, other) => one.at - other.at);
}

describe('local rate limit: a bucket of 10 per minute, two requests a second for a minute', () => {
  const law = { capacity: 10, rate: 10 / 60, timing: 0.05 };
  const { low, high } = allowedEnvelope(law, 60);

  const isAlarm = (random: Random, tokensPerMinute: number) => {
    const answers = throughBucket(random, arrivals(random, 2, 60), tokensPerMinute, law.timing);
    const allowed = answers.filter((answer) => answer.allowed).length;
    return { byLaw: !checkTokenBucket(answers, law).holds, byCount: allowed < low || allowed > high };
  };

  it('never alarms with 10 per minute', () => {
    expect(count(1, (random) => isAlarm(random, 10).byLaw)).toBe(0);
  });

  it('never misses 20 per minute, by the law or by the count alone', () => {
    expect(count(2, (random) => !isAlarm(random, 20).byLaw)).toBe(0);
    expect(count(3, (random) => !isAlarm(random, 20).byCount)).toBe(0);
  });

  it('never misses 5 per minute', () => {
    expect(count(4, (random) => !isAlarm(random, 5).byLaw)).toBe(0);
  });

  it('never alarms for three pods with three buckets, and never misses that one bucket was promised', () => {
    expect(count(5, (random) => !checkTokenBucket(threeBuckets(random), { ...law, buckets: 3 }).holds)).toBe(0);
    expect(count(6, (random) => checkTokenBucket(threeBuckets(random), law).holds)).toBe(0);
  });
});

describe('global rate limit: one per minute, a request every 5 s or so for three minutes', () => {
  const law = { limit: 1, unit: 60, guard: 1.5 };

  const check = (random: Random, limit: number) => {
    const start = 60 * Math.floor(1000 * random()) + 60 * random();
    const times = Array.from({ length: 36 }, (_, index) => start + 5 * index + random());
    return checkFixedWindows(throughWindows(random, times, limit, 2 * random() - 1), law);
  };

  it('never alarms with one per minute, and always tests at least two windows', () => {
    expect(
      count(7, (random) => {
        const { holds, tested } = check(random, 1);
        return !holds || tested < 2;
      }),
    ).toBe(0);
  });

  it('never misses two per minute, none, or no limit', () => {
    expect(count(8, (random) => check(random, 2).holds)).toBe(0);
    expect(count(9, (random) => check(random, 0).holds)).toBe(0);
    expect(count(10, (random) => check(random, Infinity).holds)).toBe(0);
  });
});
