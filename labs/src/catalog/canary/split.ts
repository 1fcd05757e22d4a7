import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { statisticalCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { amplitudeQuantile, chanceOfAmplitudeWithin } from '../../statistics/index.ts';
import { allAnswered } from '../all-answered.ts';
import { isNew, percent, shareOfV2 } from '../version-share.ts';

/** The share that the rule gives to the new version. */
export const share = 0.1;

const windowLength = 100;

export const split = (records: readonly RequestRecord[]): Check =>
  shareOfV2(records, {
    id: 'share',
    claim: 'one of ten requests is answered by v2',
    share,
    against: { setting: '85/15 instead of 90/10', share: 0.15 },
  });

export const everyAnswer = (phase: Phase): Check =>
  allAnswered(phase, {
    id: 'no-failures',
    claim: 'no request fails because of the split',
    against: {
      setting: 'a subset without pods, which fails a tenth',
      power: 1 - (1 - share) ** phase.load.records.length,
    },
  });

/** The share in windows of a hundred requests each, from the first on; a rest is left out. */
export function sharesByWindow(records: readonly RequestRecord[]): number[] {
  return Array.from(
    { length: Math.floor(records.length / windowLength) },
    (_, index) => records.slice(index * windowLength, (index + 1) * windowLength).filter(isNew).length / windowLength,
  );
}

/** The thesis saw the share swing by 5 to 7 percentage points in Kiali. Is that the mesh, or chance? */
export function amplitude(records: readonly RequestRecord[]): Check {
  const shares = sharesByWindow(records);
  const setting = { windows: Math.max(1, shares.length), requests: windowLength, p: share };
  const seen = Math.max(0, ...shares.map((one) => Math.abs(one - share)));
  const chance = chanceOfAmplitudeWithin({ low: 0.05, high: 0.07 }, { ...setting, windows: 5 });
  const most = amplitudeQuantile(1 - alpha, setting);
  return statisticalCheck({
    id: 'amplitude',
    claim: 'the share swings from window to window as much as chance makes it, and no more',
    test: `exact distribution of the largest deviation in ${setting.windows} windows of ${windowLength} requests`,
    n: shares.length * windowLength,
    alpha,
    against: undefined,
    expected: `at most ${percent(most)}; the thesis's 5 to 7 percentage points come by chance in ${percent(chance)} of rows of five such windows`,
    observed: `swings of ${percent(seen)} at most`,
    holds: shares.length >= 5 ? seen <= most : undefined,
    counts: Object.fromEntries(shares.map((one, index) => [`window ${index + 1}`, Math.round(one * windowLength)])),
  });
}
