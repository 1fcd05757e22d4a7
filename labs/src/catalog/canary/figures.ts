import type { RequestRecord } from '../../load/plan.ts';
import type { Figure } from '../../report/figure.ts';
import { alpha } from '../../judgement/check.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { errorFigure } from '../forecasts/error-figure.ts';
import type { ForecastErrors } from '../forecasts/forecast-errors.ts';
import { share, sharesByWindow } from './split.ts';

export function figuresOf(records: readonly RequestRecord[], errors: readonly ForecastErrors[]): Figure[] {
  const n = records.length;
  const hits = records.filter(({ version }) => version === 'v2').length;
  const { low, high } = binomialRegion({ n, p: share, alpha });
  const windows = sharesByWindow(records);
  const swing = binomialRegion({ n: 100, p: share, alpha });
  return [
    {
      kind: 'bars',
      title: 'Share of requests by version',
      says: 'Bars should end within the region that the rule allows; the thesis read 89 and 11 percent in Kiali.',
      unit: '%',
      bars: [
        { label: 'v1', value: percent(n - hits, n), low: percent(n - high, n), high: percent(n - low, n), source: 89 },
        { label: 'v2', value: percent(hits, n), low: percent(low, n), high: percent(high, n), source: 11 },
      ],
    },
    {
      kind: 'curve',
      title: "v2's share, a hundred requests at a time",
      says: 'In windows this short the share swings by chance alone, which is what Kiali showed the thesis.',
      x: 'window of 100 requests',
      y: "v2's share in %",
      series: [{ label: 'v2', points: windows.map((one, index) => ({ x: index + 1, y: 100 * one })) }],
      bounds: [
        {
          label: 'what chance allows one window',
          points: windows.map((_, index) => ({ x: index + 1, low: swing.low, high: swing.high })),
        },
      ],
    },
    errorFigure(errors),
  ];
}

const percent = (count: number, n: number) => (n === 0 ? 0 : (100 * count) / n);
