import type { Report } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

/** `lab/<run>/<phase>`: each attempt has eight hexadecimal digits of its own. */
const runId = /^lab\/([0-9a-f]{8})\//;

/** Attempts that are not marked as each attempt is. */
export function contradictionsInRuns({ attempts }: Report): Contradiction[] {
  const runs = attempts.map(({ phases }) => [
    ...new Set(phases.flatMap(({ load: { plan } }) => (plan === undefined ? [] : [runId.exec(plan.id)?.[1] ?? '']))),
  ]);
  const all = runs.flat();
  return [
    ...(all.includes('') ? ['The load of an attempt has no id such as the runner gives.'] : []),
    ...(runs.some(({ length }) => length > 1) ? ['The phases of one attempt are of different runs.'] : []),
    ...(new Set(all).size < all.length ? ['Both attempts are the same run: the second is made on fresh traffic.'] : []),
  ];
}
