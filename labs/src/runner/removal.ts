import { setTimeout as delay } from 'node:timers/promises';
import type { Propagation } from '../bench/evidence.ts';
import { fingerprintOf } from '../bench/fingerprint.ts';
import { configurationOf, type LiveOptions } from '../bench/live.ts';
import type { Replica } from '../mesh/mesh.ts';

interface Removal {
  live: LiveOptions;
  /** What a workload's proxies were told before the rule was applied. A lab may have brought in new replicas since. */
  before: ReadonlyMap<string, ReadonlySet<string>>;
  deciders: readonly Replica[];
}

/**
 * Waits until every proxy that decided is told what it was told before the rule. One that is not in time is said and
 * left out: somebody else may have changed something meanwhile, and that is no fault of the lab's.
 */
export async function untilGone({ live, before, deciders }: Removal): Promise<Propagation[]> {
  const { mesh, signal, say, patienceMs } = live;
  const begun = performance.now();
  const found: Propagation[] = [];
  let pending = [...deciders];
  while (pending.length > 0) {
    const still: Replica[] = [];
    for (const replica of pending) {
      const isBack = before.get(replica.workload)?.has(fingerprintOf(await configurationOf(mesh, replica))) === true;
      const ms = Math.round(performance.now() - begun);
      if (isBack) found.push({ what: 'the rule is gone again', proxy: replica.name, ms });
      else still.push(replica);
    }
    pending = still;
    if (pending.length === 0) break;
    if (performance.now() - begun > patienceMs) {
      say(`after ${patienceMs / 1000} s not as before: ${pending.map(({ name }) => name).join(', ')}`);
      break;
    }
    await delay(250, undefined, { signal });
  }
  return found;
}
