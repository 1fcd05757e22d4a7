import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { CurveFigure, Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { isNew } from '../version-share.ts';
import { type Logged, loggedOf } from './checks.ts';

const binMs = 500;

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** @param share that the rule gives to v2 before the shift */
export function figuresOf(even: Phase, shift: Phase, share: number): Figure[] {
  const n = Math.max(1, even.load.records.length);
  const hits = even.load.records.filter(isNew).length;
  const { low, high } = binomialRegion({ n, p: share, alpha });
  return [
    {
      kind: 'bars',
      title: share === 0.5 ? 'Half and half' : `${percent(share)} at v2, the others at v1`,
      says: 'Both bars should end within the region that chance allows.',
      unit: 'requests',
      bars: [
        { label: 'v1', value: even.load.records.length - hits, low: n - high, high: n - low },
        { label: 'v2', value: hits, low, high },
      ],
    },
    shareOverTime(loggedOf(shift, 'during'), share),
  ];
}

/** How many of the requests that began in the same half second went to v2. */
function shareOverTime(logged: readonly Logged[], share: number): CurveFigure {
  const start = logged[0]?.at ?? 0;
  const bins = Map.groupBy(logged, ({ at }) => Math.floor((at - start) / binMs));
  return {
    kind: 'curve',
    title: 'The shift, half a second at a time',
    says: `About ${percent(share)} go to v2, and from one moment on all of them: weights change at once, not by and by.`,
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
