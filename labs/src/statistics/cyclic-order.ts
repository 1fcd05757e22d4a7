import { requireAtLeast, requireWhole } from './require-argument.ts';

/** Outcome of a law on a sequence of picks. */
export interface OrderResult {
  holds: boolean;
  /** Index of the first pick that breaks the law. */
  firstViolation: number | undefined;
}

/**
 * The law of one round-robin cursor: every N picks in a row are all different and pick i + N is pick i, N being the
 * number of members. Exact: no false alarm. A sequence of at most N picks says next to nothing.
 *
 * @param members all that must be picked, each once
 * @throws RangeError when there is no member or one is there twice
 */
export function isCyclic<Member>(sequence: readonly Member[], members: readonly Member[]): OrderResult {
  requireMembers(members);
  const known = new Set(members);
  const n = members.length;
  const index = sequence.findIndex((pick, position) => {
    if (!known.has(pick)) return true;
    if (position >= n) return pick !== sequence[position - n];
    return sequence.indexOf(pick) < position;
  });
  return { holds: index === -1, firstViolation: index === -1 ? undefined : index };
}

/** Outcome of the law on counts. */
export interface SpreadResult {
  holds: boolean;
  /** Largest count less smallest count. */
  spread: number;
}

/**
 * The law of `cursors` round-robin cursors on counts alone: each cursor's counts differ by at most 1, so that
 * largest and smallest differ by at most `cursors`. Exact: no false alarm. `slack` is for what a retry or an endpoint
 * update bends.
 *
 * @param counts picks of each member, those without one included
 * @param cursors workers of one client proxy, times proxies
 * @throws RangeError when a count or slack is negative, there is no count, or cursors is below 1
 */
export function spreadOfCounts(counts: readonly number[], cursors: number, slack = 0): SpreadResult {
  requireWhole('number of counts', counts.length, 1);
  counts.forEach((count, index) => requireWhole(`counts[${index}]`, count));
  requireWhole('cursors', cursors, 1);
  requireAtLeast('slack', slack, 0);
  const spread = Math.max(...counts) - Math.min(...counts);
  return { holds: spread <= cursors + slack, spread };
}

/** Throws a RangeError unless there are from 1 to `most` members, all different. */
export function requireMembers(members: readonly unknown[], most = Number.MAX_SAFE_INTEGER): void {
  requireWhole('number of members', members.length, 1, most);
  if (new Set(members).size !== members.length) throw new RangeError('members must differ from each other');
}
