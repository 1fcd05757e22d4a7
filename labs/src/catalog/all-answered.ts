import type { Phase } from '../bench/evidence.ts';
import type { Check } from '../judgement/check.ts';
import { exactCheck } from '../judgement/make-check.ts';
import { plannedIn, sentIn } from '../load/sent.ts';
import { isEachAsItHasToBe } from './all-or-nothing.ts';

type Claimed = Pick<Check, 'id' | 'claim' | 'against'>;

/** Whether every request of a phase has its 200. */
export function allAnswered({ load }: Phase, claimed: Claimed): Check {
  const { statuses } = load;
  const n = sentIn(load);
  const good = statuses['200'] ?? 0;
  return exactCheck({
    ...claimed,
    test: 'exact: all or nothing',
    n,
    expected: `200 for all ${n}`,
    observed: Object.entries(statuses)
      .map(([status, count]) => `${status} for ${count} of ${n}`)
      .join(', '),
    holds: isEachAsItHasToBe({ n, hits: good, planned: plannedIn(load) ?? 0 }),
    counts: statuses,
  });
}
