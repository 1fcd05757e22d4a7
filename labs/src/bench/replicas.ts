import type { Mesh, Replica } from '../mesh/mesh.ts';
import { type Patience, untilDone } from './until-done.ts';

/** Waits until a workload has as many ready replicas as wanted, and no others. */
export const untilReady = (mesh: Mesh, workload: string, count: number, patience: Patience): Promise<Replica[]> =>
  untilDone(patience, async () => {
    const replicas = await mesh.replicas(workload);
    const ready = replicas.filter((replica) => replica.ready).length;
    if (ready === count && replicas.length === count) return { done: replicas };
    const late = `${workload}: ${ready} of ${count} ready, ${replicas.length} there`;
    return { waiting: `waiting for ${late}`, late, hint: 'kubectl describe pods -n weather' };
  });
