import type { Check } from '../judgement/check.ts';
import { exactCheck } from '../judgement/make-check.ts';
import type { BarsFigure } from '../report/figure.ts';

type Told = Pick<Check, 'id' | 'claim' | 'expected' | 'observed' | 'counts'> & {
  /** Requests, and how many of them were as they have to be. */
  n: number;
  hits: number;
  /** A wrong setting under which not all are. */
  against: string;
};

/** A law for each single request: one exception breaks it, and a wrong setting makes nothing but exceptions. */
export const allOrNothing = ({ hits, against, ...told }: Told): Check =>
  exactCheck({
    ...told,
    test: 'exact: all or nothing',
    against: { setting: against, power: 1 },
    holds: told.n === 0 ? undefined : hits === told.n,
  });

interface Row {
  label: string;
  n: number;
  answered: number;
  /** Whether all are to be answered, or none. */
  isAllowed: boolean;
}

/** How many requests of each kind were answered: all of them or none. */
export const answeredBars = (told: Pick<BarsFigure, 'title' | 'says'>, rows: readonly Row[]): BarsFigure => ({
  ...told,
  kind: 'bars',
  unit: 'requests',
  bars: rows.map(({ label, n, answered, isAllowed }) => {
    const wanted = isAllowed ? n : 0;
    return { label, value: answered, low: wanted, high: wanted };
  }),
});
