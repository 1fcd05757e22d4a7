import type { RequestRecord } from '../../load/plan.ts';
import type { Figure } from '../../report/figure.ts';
import { alpha } from '../../judgement/check.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { errorFigure } from '../forecasts/error-figure.ts';
import type { ForecastErrors } from '../forecasts/forecast-errors.ts';
import { byVersion } from '../version-share.ts';
import { sharesByWindow, windowLength } from './split.ts';

export function figuresOf(
  records: readonly RequestRecord[],
  errors: readonly ForecastErrors[],
  share: number,
): Figure[] {
  return [splitFigure(records, share), swingFigure(records, share), errorFigure(errors)];
}

function splitFigure(records: readonly RequestRecord[], share: number): Figure {
  const n = records.length;
  const { v1, v2, neither } = byVersion(records);
  const { low, high } = binomialRegion({ n: Math.max(1, n), p: share, alpha });
  const hundredths = Math.round(100 * share);
  return {
    kind: 'bars',
    title: 'Share of requests by version',
    says: `Bars should end within what chance allows around ${100 - hundredths} and ${hundredths} percent; the thesis, whose rule was 90 and 10, read 89 and 11 in Kiali.`,
    unit: '%',
    bars: [
      { label: 'v1', value: percent(v1, n), low: percent(n - high, n), high: percent(n - low, n), source: 89 },
      { label: 'v2', value: percent(v2, n), low: percent(low, n), high: percent(high, n), source: 11 },
      ...(neither > 0 ? [{ label: 'neither', value: percent(neither, n), low: 0, high: 0 }] : []),
    ],
  };
}

function swingFigure(records: readonly RequestRecord[], share: number): Figure {
  const windows = sharesByWindow(records);
  const swing = binomialRegion({ n: windowLength, p: share, alpha });
  const [low, high] = [percent(swing.low, windowLength), percent(swing.high, windowLength)];
  return {
    kind: 'curve',
    title: "v2's share, a hundred requests at a time",
    says: 'In windows this short the share swings by chance alone, which is what Kiali showed the thesis.',
    x: 'window of 100 requests',
    y: "v2's share in %",
    series: [{ label: 'v2', points: windows.map((one, index) => ({ x: index + 1, y: 100 * one })) }],
    bounds: [
      { label: 'what chance allows one window', points: windows.map((_, index) => ({ x: index + 1, low, high })) },
    ],
  };
}

const percent = (count: number, n: number) => (n === 0 ? 0 : (100 * count) / n);
