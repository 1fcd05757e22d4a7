import { alpha, type Check } from '../judgement/check.ts';
import { statisticalCheck } from '../judgement/make-check.ts';
import type { RequestRecord } from '../load/plan.ts';
import { binomialPower, binomialRegion, wilsonInterval } from '../statistics/index.ts';

/** What a rule promises of the share of v2. */
interface Promised extends Pick<Check, 'id' | 'claim'> {
  share: number;
  /** A wrong share that has to be caught. */
  against: { setting: string; share: number };
}

/** How many requests each version answered, and how many neither of them did. */
export type ByVersion = Record<'v1' | 'v2' | 'neither', number>;

/** Fewer requests say little of a share. */
const fewest = 1000;

export const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

export const isNew = ({ version }: Pick<RequestRecord, 'version'>) => version === 'v2';

export function byVersion(records: readonly Pick<RequestRecord, 'version'>[]): ByVersion {
  const v1 = records.filter(({ version }) => version === 'v1').length;
  const v2 = records.filter(isNew).length;
  return { v1, v2, neither: records.length - v1 - v2 };
}

/** Whether v2 answered as many requests as its weight says. Those that neither version answered were drawn, too. */
export function shareOfV2(
  records: readonly Pick<RequestRecord, 'version'>[],
  { id, claim, share, against }: Promised,
): Check {
  const n = records.length;
  const counts = byVersion(records);
  const region = binomialRegion({ n: Math.max(1, n), p: share, alpha });
  return statisticalCheck({
    id,
    claim,
    test: 'exact binomial test, two-sided',
    n,
    alpha,
    against: {
      setting: against.setting,
      power: n === 0 ? 0 : binomialPower({ n, p: against.share, region }),
    },
    expected: `v2 from ${region.low} to ${region.high} of ${n}`,
    observed: `v1 ${counts.v1}, v2 ${counts.v2}, neither ${counts.neither} of ${n}${n === 0 ? '' : `: ${shareText(counts.v2, n)}`}`,
    holds: n >= fewest ? counts.v2 >= region.low && counts.v2 <= region.high : undefined,
    counts,
  });
}

function shareText(hits: number, n: number): string {
  const { low, high } = wilsonInterval({ hits, n, confidence: 0.95 });
  return `v2 has ${percent(hits / n)} (the 95 % Wilson interval of its share: ${percent(low)} to ${percent(high)})`;
}
