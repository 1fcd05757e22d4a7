import type { LoadRun } from './plan.ts';

/** How many requests a run made: each has an answer, or status 0 in its place. */
export const sentIn = ({ statuses }: Pick<LoadRun, 'statuses'>): number =>
  Object.values(statuses).reduce((sum, count) => sum + count, 0);

/** How many requests a run was to make; undefined where nobody said, or where time says when it is over. */
export const plannedIn = ({ plan }: Pick<LoadRun, 'plan'>): number | undefined =>
  plan?.tool === 'k6' && plan.steps !== undefined ? undefined : plan?.requests;
