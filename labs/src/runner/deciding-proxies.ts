import type { LiveOptions } from '../bench/live.ts';
import type { Setting } from '../catalog/lab.ts';
import type { MeshObject, Replica } from '../mesh/mesh.ts';
import { workloadsAmong } from './scenario.ts';

const workloadsIn = ({ expectations }: Setting) => [...new Set(expectations.map(({ proxies }) => proxies))];

/** A replica without a proxy can be asked for nothing. */
const proxiesOf = async (workloads: readonly string[], { replicas }: LiveOptions): Promise<Replica[]> =>
  (await Promise.all(workloads.map(replicas))).flat().filter(({ hasProxy }) => hasProxy);

/** Those in which the rule has to be seen. */
export const decidingProxies = (setting: Setting, live: LiveOptions): Promise<Replica[]> =>
  proxiesOf(workloadsIn(setting), live);

/** The first workload that decides and has no replica. */
export async function vacantDecider(setting: Setting, { replicas }: LiveOptions): Promise<string | undefined> {
  for (const workload of workloadsIn(setting)) if ((await replicas(workload)).length === 0) return workload;
  return undefined;
}

/** Those that are there before the rule and after it: others come and go with the workloads that its objects bring. */
export function lastingProxies(
  setting: Setting,
  objects: readonly MeshObject[],
  live: LiveOptions,
): Promise<Replica[]> {
  const brought = new Set(workloadsAmong(objects).map(({ name }) => name));
  return proxiesOf(
    workloadsIn(setting).filter((workload) => !brought.has(workload)),
    live,
  );
}
