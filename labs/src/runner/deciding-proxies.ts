import type { LiveOptions } from '../bench/live.ts';
import type { Setting } from '../catalog/lab.ts';
import type { MeshObject, Replica } from '../mesh/mesh.ts';
import { workloadsAmong } from './scenario.ts';

const workloadsIn = ({ expectations }: Setting) => [...new Set(expectations.map(({ proxies }) => proxies))];

const proxiesOf = async (workloads: readonly string[], { replicas }: LiveOptions): Promise<Replica[]> =>
  (await Promise.all(workloads.map(replicas))).flat();

/** Those in which the rule has to be seen. */
export const decidingProxies = (setting: Setting, live: LiveOptions): Promise<Replica[]> =>
  proxiesOf(workloadsIn(setting), live);

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
