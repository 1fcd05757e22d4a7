import type { Report } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';
import { runIn } from './run-of.ts';

/** Attempts that are not marked as each attempt is. */
export function contradictionsInRuns({ attempts }: Report): Contradiction[] {
  const runs = attempts.map(({ phases }) => [
    ...new Set(phases.flatMap(({ load: { plan } }) => (plan === undefined ? [] : [runIn(plan.id) ?? '']))),
  ]);
  const all = runs.flat();
  return [
    ...(all.includes('') ? ['The load of an attempt has no id such as the runner gives.'] : []),
    ...(runs.some(({ length }) => length > 1) ? ['The phases of one attempt are of different runs.'] : []),
    ...(new Set(all).size < all.length ? ['Both attempts are the same run: the second is made on fresh traffic.'] : []),
  ];
}
