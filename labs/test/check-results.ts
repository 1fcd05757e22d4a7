import type { Phase } from '../src/bench/evidence.ts';
import type { Lab } from '../src/catalog/lab.ts';
import type { Check } from '../src/judgement/check.ts';

/** What a lab makes of phases, as they are after they were written to a file and read again. */
export const judged = (lab: Lab, phases: readonly Phase[]): Check[] =>
  lab.judge(JSON.parse(JSON.stringify(phases)) as Phase[]);

export const idsOf = (checks: readonly Check[], result: Check['result']): string[] =>
  checks.filter((check) => check.result === result).map(({ id }) => id);

/** Of all checks that decide something. */
export const decidingIds = (checks: readonly Check[]): string[] =>
  checks.filter(({ role }) => role !== 'shown').map(({ id }) => id);
