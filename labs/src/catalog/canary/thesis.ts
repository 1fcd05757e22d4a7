import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { binomialRegion, chanceOfAmplitudeWithin } from '../../statistics/index.ts';
import { percent } from '../version-share.ts';
import { windowLength } from './split.ts';

/** What its rule gave to v2. */
const share = 0.1;

/** What Kiali showed the thesis. Of how many requests, and how often it was looked at, is not known. */
const seen = { share: 0.11, swing: { low: 0.05, high: 0.07 } };

/**
 * Up to how many requests, in hundreds, the share that was seen lies within what chance allows of the rule's.
 *
 * @param level error rate of both sides together
 */
export function agreesUpTo(level: number): number {
  let n = 0;
  for (;;) {
    const next = n + 100;
    const hits = Math.round(seen.share * next);
    const { low, high } = binomialRegion({ n: next, p: share, alpha: level });
    if (hits < low || hits > high) return n;
    n = next;
  }
}

/** The chance that of so many windows the one that is farthest off is off as far as the thesis saw. */
const chanceOfSwing = (windows: number) =>
  chanceOfAmplitudeWithin(seen.swing, { windows, requests: windowLength, p: share });

const rows = [1, 5, 20];

/** Whether the thesis's own figures agree with its rule: for how many requests, since it does not say of how many they are. */
export function thesisFigures(): Check {
  const [most, usual] = [agreesUpTo(alpha), agreesUpTo(0.05)];
  const chances = rows.map((windows) => `${percent(chanceOfSwing(windows))} of rows of ${windows}`);
  return exactCheck({
    id: 'thesis-figures',
    role: 'shown',
    claim: "the thesis's 89/11, swinging by 5 to 7 percentage points, is what 90/10 gives",
    test: 'exact binomial region, and the exact distribution of the largest deviation, for numbers of requests that may have been',
    n: most,
    against: undefined,
    expected: '11 % within the region of 10 %, for the number of requests that it was',
    observed: `it is for up to ${most} requests (for up to ${usual} at an error rate of 5 %); a largest swing of 5 to 7 points comes by chance in ${chances.join(', ')} windows of ${windowLength} requests. Of how many requests and windows the figures are, the thesis does not say`,
    holds: most > 0,
    counts: { 'agrees up to': most, 'agrees up to, at 5 %': usual },
  });
}
