import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import type { LoadRun, RequestRecord } from '../../load/plan.ts';
import { amplitudeQuantile, powerOfAmplitude } from '../../statistics/index.ts';
import { onceEach } from '../once-each.ts';
import { isNew, percent, shareOfV2 } from '../version-share.ts';

/** The share that the rule gives to the new version. */
export const share = 0.1;

export const windowLength = 100;
/** Fewer windows say little of how much the share swings. */
const fewestWindows = 5;

type Versions = readonly Pick<RequestRecord, 'version'>[];

export const split = (records: Versions): Check =>
  shareOfV2(records, {
    id: 'share',
    claim: 'one of ten requests is answered by v2',
    share,
    against: { setting: '85/15 instead of 90/10', share: 0.15 },
  });

export function everyAnswer({ records, statuses }: Pick<LoadRun, 'records' | 'statuses'>): Check {
  const n = records.length;
  const good = statuses['200'] ?? 0;
  return exactCheck({
    id: 'no-failures',
    claim: 'no request fails',
    test: 'exact: all or nothing',
    n,
    against: { setting: 'a subset without pods, which fails a tenth', power: 1 - (1 - share) ** n },
    expected: `200 for all ${n}`,
    observed: Object.entries(statuses)
      .map(([status, count]) => `${status} for ${count} of ${n}`)
      .join(', '),
    holds: n === 0 ? undefined : good === n,
    counts: statuses,
  });
}

/** The share in windows of a hundred requests each, from the first on; a rest is left out. */
export function sharesByWindow(records: Versions): number[] {
  return Array.from(
    { length: Math.floor(records.length / windowLength) },
    (_, index) => records.slice(index * windowLength, (index + 1) * windowLength).filter(isNew).length / windowLength,
  );
}

/** The farthest that chance takes one of so many windows, and the chance that it is passed when the share is one half. */
const swingOf = onceEach((windows: number) => {
  const setting = { windows: Math.max(1, windows), requests: windowLength, p: share };
  const most = amplitudeQuantile(1 - alpha, setting);
  return { most, power: powerOfAmplitude(most, 0.5, setting) };
});

/** The thesis saw the share swing in Kiali. Is that the mesh, or chance? */
export function amplitude(records: Versions): Check {
  const shares = sharesByWindow(records);
  const seen = Math.max(0, ...shares.map((one) => Math.abs(one - share)));
  const { most, power } = swingOf(shares.length);
  return statisticalCheck({
    id: 'amplitude',
    claim: 'the share swings from window to window as much as chance makes it, and no more',
    test: `exact distribution of the largest deviation in ${shares.length} windows of ${windowLength} requests`,
    n: shares.length * windowLength,
    alpha,
    against: { setting: 'no VirtualService: half of them to each', power },
    expected: `${percent(most)} away from ${percent(share)} at most`,
    observed: `${percent(seen)} away at most`,
    holds: shares.length >= fewestWindows ? seen <= most : undefined,
    counts: Object.fromEntries(shares.map((one, index) => [`window ${index + 1}`, Math.round(one * windowLength)])),
  });
}
