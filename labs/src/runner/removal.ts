import { setTimeout as delay } from 'node:timers/promises';
import type { Propagation } from '../bench/evidence.ts';
import { differenceOf, type Fingerprint, fingerprintOf, isSameFingerprint } from '../bench/fingerprint.ts';
import { configurationOf, type LiveOptions } from '../bench/live.ts';
import type { Mesh, Replica } from '../mesh/mesh.ts';

/** What each workload's proxies were told at a moment; replicas of one workload need not have been told the same. */
export type Told = ReadonlyMap<string, readonly Fingerprint[]>;

export async function whatIsTold(mesh: Mesh, replicas: readonly Replica[]): Promise<Told> {
  const told = new Map<string, Fingerprint[]>();
  for (const replica of replicas)
    told.set(replica.workload, [
      ...(told.get(replica.workload) ?? []),
      fingerprintOf(await configurationOf(mesh, replica)),
    ]);
  return told;
}

/** Whether any proxy is told something else than its workload's proxies were before. */
export const isToldOtherwise = (before: Told, now: Told): boolean =>
  [...now].some(([workload, prints]) => prints.some((print) => !isAmong(before.get(workload), print)));

const isAmong = (known: readonly Fingerprint[] = [], print: Fingerprint) =>
  known.some((one) => isSameFingerprint(one, print));

interface Removal {
  live: LiveOptions;
  /** Before the rule was applied. A lab may have brought in new replicas since. */
  before: Told;
  deciders: readonly Replica[];
}

export interface Gone {
  propagation: Propagation[];
  /** Of each proxy that was not told in time what it was told before: in what it differs. */
  notes: string[];
}

/**
 * Waits until every proxy that decided is told what it was told before the rule. One that is not in time is noted: somebody
 * else may have changed something meanwhile, and that is no fault of the lab's.
 */
export async function untilGone({ live, before, deciders }: Removal): Promise<Gone> {
  const { mesh, signal, say, patienceMs } = live;
  const begun = performance.now();
  const propagation: Propagation[] = [];
  let pending = [...deciders];
  for (;;) {
    const still: [Replica, Fingerprint][] = [];
    for (const replica of pending) {
      const now = fingerprintOf(await configurationOf(mesh, replica));
      const ms = Math.round(performance.now() - begun);
      if (isAmong(before.get(replica.workload), now))
        propagation.push({ what: 'the rule is gone again', proxy: replica.name, ms });
      else still.push([replica, now]);
    }
    if (still.length === 0) return { propagation, notes: [] };
    if (performance.now() - begun > patienceMs) {
      const notes = still.map(([replica, now]) => leftover(replica, before, now, patienceMs));
      notes.forEach(say);
      return { propagation, notes };
    }
    pending = still.map(([replica]) => replica);
    await delay(250, undefined, { signal });
  }
}

function leftover({ name, workload }: Replica, before: Told, now: Fingerprint, patienceMs: number): string {
  const differences = (before.get(workload) ?? [])
    .map((print) => differenceOf(print, now))
    .toSorted((one, other) => one.length - other.length);
  const what = differences[0]?.join(', ') ?? 'all, as none of its workload was looked at before';
  return `${patienceMs / 1000} s after the rule was taken away the proxy of ${name} was not told what it was told before it; what differs: ${what}`;
}
