import type { LoadRun } from './plan.ts';

/** How many requests a run made: each has an answer, or status 0 in its place. */
export const sentIn = ({ statuses }: Pick<LoadRun, 'statuses'>): number =>
  Object.values(statuses).reduce((sum, count) => sum + count, 0);
