import { eventsPath, modelPath, performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import type { Bench, MadeElsewhere } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { bodyOf } from '../body-of.ts';
import { clusterOf, inboundCluster, urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { observations, requests } from './checks.ts';

export const service = 'machine-learning-v1';
export const cluster = clusterOf(service);

/** Directly from one client, and on the thesis's own path. */
export async function makeBalancedTraffic(bench: Bench): Promise<Phase[]> {
  const watch = { proxies: [{ workload: service, side: 'server' as const }], services: [service] };
  const plan = sequentially({ url: urlOf(service, modelPath), requests });
  const direct = await bench.phase({ name: 'direct', title: 'One client asks, again and again' }, plan, watch);
  const pushed = await bench.observe(
    { name: 'pushed', title: 'message-queue pushes observations, as in the thesis' },
    { ...watch, proxies: [{ workload: 'message-queue', side: 'client' }, ...watch.proxies] },
    ({ upstreamCluster, path }, side) =>
      path === eventsPath && upstreamCluster === (side === 'client' ? cluster : inboundCluster),
    () => simulate(bench),
  );
  return [direct, pushed];
}

/** The thesis's call. One station, so that message-queue pushes one observation after the other. */
async function simulate(bench: Bench): Promise<MadeElsewhere> {
  // A seed that was used before would make observations that message-queue already has, and does not push again.
  const seed = Number.parseInt(bench.run, 16);
  const query = `duration=${observations * 50}&type=weather&threads=1&stations=1&rate=20&seed=${seed}`;
  const url = `${urlOf('simulation', performSimulationPath)}?${query}`;
  const plan = sequentially({ url, method: 'POST', requests: 1, timeoutMs: 60_000, keepBodies: true });
  const { records } = await bench.client.run({ ...plan, id: `lab/${bench.run}/simulation` });
  const { acked, duplicates, stations } = bodyOf(records[0], 'simulation', simulationAccountSchema);
  return { statuses: { 200: acked - duplicates }, more: { stations } };
}
