import type { Check } from '../judgement/check.ts';
import { exactCheck } from '../judgement/make-check.ts';
import type { BarsFigure } from '../report/figure.ts';

/**
 * So many requests of a kind at least: where none of 50 is an exception, fewer than 5.8 % are (95 % confidence: 1 − 0.05^(1/50)).
 */
export const fewestOfAKind = 50;

type Told = Pick<Check, 'id' | 'claim' | 'expected' | 'observed' | 'counts'> & {
  /** Requests, and how many of them were as they have to be. */
  n: number;
  hits: number;
  /** How many were to be made. */
  planned: number;
  /** A wrong setting under which not all are. */
  against: string;
};

/**
 * A law for each single request: one exception breaks it, and a wrong setting makes nothing but exceptions. It holds only
 * where all were made that were planned.
 */
export const allOrNothing = ({ hits, planned, against, ...told }: Told): Check =>
  exactCheck({
    ...told,
    test: 'exact: all or nothing',
    against: { setting: against, power: 1 },
    holds: isEachAsItHasToBe({ ...told, hits, planned }),
  });

/** Undefined: no exception, but too few requests to say that there is none. */
export function isEachAsItHasToBe({ n, hits, planned }: Pick<Told, 'n' | 'hits' | 'planned'>): boolean | undefined {
  if (hits < n) return false;
  return n < Math.max(planned, fewestOfAKind) ? undefined : true;
}

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
