import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import {
  amplitudeQuantile,
  binomialPower,
  binomialRegion,
  chanceOfAmplitudeWithin,
  wilsonInterval,
} from '../../statistics/index.ts';

const windowLength = 100;

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

const hundredths = (value: number) => Math.round(100 * value);
const weights = (v2: number) => `${100 - hundredths(v2)}/${hundredths(v2)}`;

/** Requests are counted by who answered, or by nobody where none did: those too were drawn. */
const isNew = ({ version }: RequestRecord) => version === 'v2';

/** @param share that the rule gives to the new version, here and below */
export function split(records: readonly RequestRecord[], share: number): Check {
  const n = records.length;
  const hits = records.filter(isNew).length;
  const region = binomialRegion({ n, p: share, alpha });
  const wrong = share + 0.05;
  const { low, high } = wilsonInterval({ hits, n, confidence: 0.95 });
  return statisticalCheck({
    id: 'share',
    claim: `${hundredths(share)} of a hundred requests are answered by v2`,
    test: 'exact binomial test, two-sided',
    n,
    alpha,
    against: {
      setting: `${weights(wrong)} instead of ${weights(share)}`,
      power: binomialPower({ n, p: wrong, region }),
    },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${percent(1 - hits / n)} and ${percent(hits / n)} (${hits} of ${n}; 95 % Wilson interval ${percent(low)} to ${percent(high)})`,
    holds: n >= 1000 ? hits >= region.low && hits <= region.high : undefined,
    counts: { v1: n - hits, v2: hits },
  });
}

export function everyAnswer({ load }: Phase, share: number): Check {
  const n = load.records.length;
  const good = load.statuses['200'] ?? 0;
  return exactCheck({
    id: 'no-failures',
    claim: 'no request fails because of the split',
    test: 'exact: all or nothing',
    n,
    against: { setting: 'a subset without pods, which fails its share', power: 1 - (1 - share) ** n },
    expected: `200 for all ${n}`,
    observed: Object.entries(load.statuses)
      .map(([status, count]) => `${status} for ${count} of ${n}`)
      .join(', '),
    holds: good === n,
    counts: load.statuses,
  });
}

/** The share in windows of a hundred requests each, from the first on; a rest is left out. */
export function sharesByWindow(records: readonly RequestRecord[]): number[] {
  return Array.from(
    { length: Math.floor(records.length / windowLength) },
    (_, index) => records.slice(index * windowLength, (index + 1) * windowLength).filter(isNew).length / windowLength,
  );
}

/** The thesis saw the share swing by 5 to 7 percentage points in Kiali. Is that the mesh, or chance? */
export function amplitude(records: readonly RequestRecord[], share: number): Check {
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
