import type { BarsFigure } from '../../report/figure.ts';
import { type Routed, sumOf } from './checks.ts';

const shares = (title: string, says: string, routed: readonly Routed[]): BarsFigure => ({
  kind: 'bars',
  title,
  says,
  unit: '% at v2',
  bars: routed.map((one) => {
    const promised = one.user.version === 'v2' ? 100 : 0;
    const value = (100 * (one.versions.v2 ?? 0)) / Math.max(1, sumOf(one));
    return { label: one.user.name, value, low: promised, high: promised };
  }),
});

export const figuresOf = (direct: readonly Routed[], carried: readonly Routed[]): BarsFigure[] => [
  shares(
    'Who is answered by v2',
    'All of jason’s requests and none of anybody else’s: a name in another spelling is another name.',
    direct,
  ),
  shares(
    'Whose observations are pushed to v2',
    'The same two hops further on, if simulation and message-queue pass the header on.',
    carried,
  ),
];
