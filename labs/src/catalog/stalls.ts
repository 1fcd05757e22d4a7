import type { AccessLine } from '../envoy/access-line.ts';

/** The longest time (ms) in which nobody asked, by the log of one proxy. */
export function longestPause(log: readonly AccessLine[]): number {
  const begins = log.map(({ time }) => Date.parse(time)).toSorted((one, other) => one - other);
  return Math.max(0, ...begins.slice(1).map((begin, index) => begin - begins[index]!));
}

/** How long (ms) the slowest request took, by the logs of proxies. */
export const slowest = (log: readonly AccessLine[]): number => Math.max(0, ...log.map(({ durationMs }) => durationMs));

/**
 * A law that rests on time is not broken by a machine that stood still: where somebody who knows tells of that, it says
 * nothing.
 */
export const unlessStalled = (holds: boolean | undefined, isStalled: boolean): boolean | undefined =>
  holds === false && isStalled ? undefined : holds;
