import { linesAt, type Phase } from '../bench/evidence.ts';
import { distinct } from '../bench/replicas.ts';
import type { RequestRecord } from '../load/plan.ts';
import type { Replica } from '../mesh/mesh.ts';

/** Which replica answered each request, in the order of sending, as the service itself says in its answers. */
export const servedBy = (records: readonly RequestRecord[]): string[] => records.map((record) => record.servedBy);

/** Which address each request was sent to, in the order in which the client's proxies began them, as these logged it. */
export const sentTo = (phase: Phase, cluster: string): string[] =>
  linesAt(phase, 'client')
    .filter(({ upstreamCluster, upstream }) => upstreamCluster === cluster && upstream !== '')
    .map(({ upstream }) => upstream);

/** Stretches of requests, one right after the other, each of which one of the members answered with 200. */
export function answeredStretches(records: readonly RequestRecord[], members: readonly string[]): string[][] {
  const stretches: string[][] = [[]];
  for (const { status, servedBy: by } of records)
    if (status === 200 && members.includes(by)) stretches.at(-1)!.push(by);
    else stretches.push([]);
  return stretches.filter(({ length }) => length > 0);
}

/** Workers of the proxies on the client's side: each has a cursor of its own. */
export const cursorsOf = ({ proxies }: Phase): number =>
  proxies.filter(({ side }) => side === 'client').reduce((sum, { workers }) => sum + workers, 0);

/** All that could have been picked: the addresses or names that were, and of replicas that were not, theirs. */
export function countsOf(picks: readonly string[], members: readonly string[]): Record<string, number> {
  const counts = Object.fromEntries(members.map((member) => [member, 0]));
  for (const pick of picks) counts[pick] = (counts[pick] ?? 0) + 1;
  return counts;
}

/** The replicas of a workload that the phase's witnesses tell of. */
export const replicasIn = ({ services, proxies }: Phase, workload: string): Replica[] =>
  distinct([...services, ...proxies].map(({ replica }) => replica).filter((replica) => replica.workload === workload));

/** The first eight picks as the thesis writes them: `2→3→1→2→3→1→2→3`. */
export const firstPicks = (picks: readonly string[], members: readonly string[]) =>
  picks
    .slice(0, 8)
    .map((pick) => members.indexOf(pick) + 1)
    .join('→');
