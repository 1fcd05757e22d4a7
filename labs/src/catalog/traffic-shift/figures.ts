import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { CurveFigure, Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { isNew } from '../version-share.ts';
import { type Logged, loggedOf } from './checks.ts';

const binMs = 500;

export function figuresOf(even: Phase, shift: Phase): Figure[] {
  const n = even.load.records.length;
  const hits = even.load.records.filter(isNew).length;
  const { low, high } = binomialRegion({ n: Math.max(1, n), p: 0.5, alpha });
  return [
    {
      kind: 'bars',
      title: 'Half and half',
      says: 'Both bars should end within the region that chance allows.',
      unit: 'requests',
      bars: [
        { label: 'v1', value: n - hits, low, high },
        { label: 'v2', value: hits, low, high },
      ],
    },
    shareOverTime(loggedOf(shift, 'during')),
  ];
}

/** How many of the requests that began in the same half second went to v2. */
function shareOverTime(logged: readonly Logged[]): CurveFigure {
  const start = logged[0]?.at ?? 0;
  const bins = Map.groupBy(logged, ({ at }) => Math.floor((at - start) / binMs));
  return {
    kind: 'curve',
    title: 'The shift, half a second at a time',
    says: 'About 50 % go to v2, and from one moment on all of them: weights change at once, not by and by.',
    x: 'seconds since the first request',
    y: "v2's share in %",
    series: [
      {
        label: 'v2',
        points: [...bins].map(([bin, lines]) => ({
          x: (bin * binMs) / 1000,
          y: (100 * lines.filter(isNew).length) / lines.length,
        })),
      },
    ],
    bounds: [],
  };
}
