import { setTimeout as delay } from 'node:timers/promises';
import { type Mesh, MeshError, type Replica } from '../mesh/mesh.ts';

interface Patience {
  signal: AbortSignal;
  say(line: string): void;
  patienceMs: number;
}

/** Waits until a workload has as many ready replicas as wanted, and no others. */
export async function untilReady(
  mesh: Mesh,
  workload: string,
  count: number,
  { signal, say, patienceMs }: Patience,
): Promise<Replica[]> {
  const begun = performance.now();
  let last = '';
  while (true) {
    const replicas = await mesh.replicas(workload);
    const ready = replicas.filter((replica) => replica.ready).length;
    if (ready === count && replicas.length === count) return replicas;
    const line = `${workload}: ${ready} of ${count} ready, ${replicas.length} there`;
    if (line !== last) say(`waiting for ${line}`);
    last = line;
    if (performance.now() - begun > patienceMs)
      throw new MeshError(`after ${Math.round(patienceMs / 1000)} s ${line}`, `kubectl describe pods -n weather`);
    await delay(500, undefined, { signal });
  }
}
