import type { AccessLine } from '../envoy/access-line.ts';

/** The most requests that were under way at the same time, by the log of one proxy. */
export function mostAtOnce(log: readonly AccessLine[]): number {
  // Both times are cut off at whole milliseconds, so spans that only touch do not count as overlapping.
  const changes = log.flatMap(({ time, durationMs }) => [
    { at: Date.parse(time) + 1, by: 1 },
    { at: Date.parse(time) + durationMs, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of changes.toSorted((one, other) => one.at - other.at || one.by - other.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
