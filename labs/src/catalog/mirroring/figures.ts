import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { errorFigure } from '../forecasts/error-figure.ts';
import { errorsIn } from '../forecasts/forecast-errors.ts';
import { arrivedAt, hundredths } from './copies.ts';
import { latenciesWhere } from './latency.ts';
import { darkWorkload, liveWorkload } from './rules.ts';
import { isCopied } from './traffic.ts';

const exactly = (count: number) => ({ low: count, high: count });

const copiesOf = (n: number, share: number) =>
  share === 1 ? exactly(n) : binomialRegion({ n: Math.max(1, n), p: share, alpha });

/** @param share of the requests that may be copied that the rule has copied */
export function figuresOf(phase: Phase, share: number): Figure[] {
  const { records } = phase.load;
  const toCopy = records.filter(({ index }) => isCopied(index)).length;
  const answered = (version: string) => records.filter((record) => record.version === version).length;
  return [
    {
      kind: 'bars',
      title: 'Who got the requests, and who answered them',
      says: `v2 gets a copy of ${share === 1 ? 'each request that may be copied' : `${hundredths(share)} of a hundred requests that may be copied`}, and answers none.`,
      unit: 'requests',
      bars: [
        { label: 'at v1', value: arrivedAt(phase, liveWorkload).length, ...exactly(records.length) },
        { label: 'at v2', value: arrivedAt(phase, darkWorkload).length, ...copiesOf(toCopy, share) },
        { label: 'answers of v1', value: answered('v1'), ...exactly(records.length) },
        { label: 'answers of v2', value: answered('v2'), ...exactly(0) },
      ],
    },
    {
      kind: 'curve',
      title: 'How long answers took',
      says: 'Both lines should run side by side: who is copied does not wait for the copy. The copies themselves took 100 ms more.',
      x: 'percent of the requests that took no longer',
      y: 'ms',
      series: [
        { label: 'copied', points: quantiles(latenciesWhere(phase, true, share)) },
        { label: 'not copied', points: quantiles(latenciesWhere(phase, false, share)) },
      ],
      bounds: [],
    },
    errorFigure(errorsIn(phase)),
  ];
}

/** From 1 to 99 percent: the last few say more of the machine than of the mesh. */
function quantiles(values: readonly number[]): { x: number; y: number }[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return [];
  return Array.from({ length: 99 }, (_, index) => ({
    x: index + 1,
    y: sorted[Math.ceil(((index + 1) / 100) * sorted.length) - 1]!,
  }));
}
