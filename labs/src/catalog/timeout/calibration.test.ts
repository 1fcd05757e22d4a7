import { describe, expect, it } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { count, stayBelow } from '../../../test/calibration.ts';
import { recordOf } from '../../../test/made-up-record.ts';
import { alpha } from '../../judgement/check.ts';
import type { Random } from '../../statistics/random.ts';
import { type Call, requests } from './calls.ts';
import { latestMs, notLate } from './checks.ts';

const timeoutMs = 1000;
/** Half of all calls are slower than the timeout. */
const slow = requests / 2;
const record = recordOf(undefined, 504, 0);

/** Given up after so many ms, and a skewed time more of this median. */
const judged = (random: Random, ms: number, lateMs: number) =>
  notLate(
    Array.from({ length: slow }, (): Call => {
      const late = (lateMs * -Math.log(1 - random())) / Math.LN2;
      return { record, variant: 1, handlerMs: 2000, line: accessLine({ durationMs: ms + late }) };
    }),
    timeoutMs,
  );

describe(`${slow} calls that are given up, in 10,000 runs`, () => {
  it('are never too late where half are 5 ms late', () => {
    expect(count(1, (random) => judged(random, timeoutMs, 5).result !== 'holds')).toBe(0);
  }, 60_000);

  it('are too late as seldom as stated where half lie above what is allowed', () => {
    const allowed = latestMs(timeoutMs) - timeoutMs;
    expect(count(2, (random) => judged(random, timeoutMs, allowed).result !== 'holds')).toSatisfy(stayBelow(alpha));
  }, 60_000);

  it('never miss a timeout of twice the time', () => {
    expect(judged(Math.random, timeoutMs, 5).against!.power).toBe(1);
    expect(count(3, (random) => judged(random, 2 * timeoutMs, 5).result !== 'fails')).toBe(0);
  }, 60_000);
});
