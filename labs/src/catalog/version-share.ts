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

export const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

/** Requests are counted by who answered, or by nobody where none did: those too were drawn. */
export const isNew = ({ version }: Pick<RequestRecord, 'version'>) => version === 'v2';

/** Whether v2 answered as many requests as its weight says. */
export function shareOfV2(records: readonly RequestRecord[], { id, claim, share, against }: Promised): Check {
  const n = records.length;
  const hits = records.filter(isNew).length;
  const region = binomialRegion({ n, p: share, alpha });
  const { low, high } = wilsonInterval({ hits, n, confidence: 0.95 });
  return statisticalCheck({
    id,
    claim,
    test: 'exact binomial test, two-sided',
    n,
    alpha,
    against: { setting: against.setting, power: binomialPower({ n, p: against.share, region }) },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${percent(1 - hits / n)} and ${percent(hits / n)} (${hits} of ${n}; 95 % Wilson interval ${percent(low)} to ${percent(high)})`,
    holds: n >= 1000 ? hits >= region.low && hits <= region.high : undefined,
    counts: { v1: n - hits, v2: hits },
  });
}
