import type { Phase } from '../../bench/evidence.ts';
import type { Figure } from '../../report/figure.ts';
import { errorFigure } from '../forecasts/error-figure.ts';
import { errorsIn } from '../forecasts/forecast-errors.ts';
import { arrivedAt } from './copies.ts';
import { latenciesWhere } from './latency.ts';
import { darkWorkload, liveWorkload } from './rules.ts';
import { isCopied } from './traffic.ts';

const exactly = (count: number) => ({ low: count, high: count });

export function figuresOf(phase: Phase): Figure[] {
  const { records } = phase.load;
  const toCopy = records.filter(({ index }) => isCopied(index)).length;
  const answered = (version: string) => records.filter((record) => record.version === version).length;
  return [
    {
      kind: 'bars',
      title: 'Who got the requests, and who answered them',
      says: 'v2 gets a copy of each request that may be copied, and answers none.',
      unit: 'requests',
      bars: [
        { label: 'at v1', value: arrivedAt(phase, liveWorkload).length, ...exactly(records.length) },
        { label: 'at v2', value: arrivedAt(phase, darkWorkload).length, ...exactly(toCopy) },
        { label: 'answers of v1', value: answered('v1'), ...exactly(records.length) },
        { label: 'answers of v2', value: answered('v2'), ...exactly(0) },
      ],
    },
    {
      kind: 'curve',
      title: 'How long answers took',
      says: 'Both lines should run side by side: who is copied waits no longer. The copies themselves took 100 ms more.',
      x: 'percent of the requests that took no longer',
      y: 'ms',
      series: [
        { label: 'copied', points: quantiles(latenciesWhere(phase, true)) },
        { label: 'not copied', points: quantiles(latenciesWhere(phase, false)) },
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
