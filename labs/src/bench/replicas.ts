import { type Mesh, MeshError, type Replica } from '../mesh/mesh.ts';
import { type Patience, untilDone } from './until-done.ts';

/** Waits until a workload has as many ready replicas as wanted, and no others. */
export const untilReady = (mesh: Mesh, workload: string, count: number, patience: Patience): Promise<Replica[]> =>
  untilDone(patience, async () => {
    const replicas = await mesh.replicas(workload);
    const ready = replicas.filter((replica) => replica.ready).length;
    if (ready === count && replicas.length === count) return { done: replicas };
    const trouble = await mesh.troubleOf(workload);
    const late = `${workload}: ${ready} of ${count} ready, ${replicas.length} there${trouble === undefined ? '' : ` (${trouble.says})`}`;
    if (trouble?.mayPass === false) throw new MeshError(late, trouble.hint);
    return { waiting: `waiting for ${late}`, late, hint: trouble?.hint };
  });

/** Each once, by its name: several witnesses may tell of the same one. */
export const distinct = (replicas: readonly Replica[]): Replica[] => [
  ...new Map(replicas.map((replica) => [replica.name, replica])).values(),
];
