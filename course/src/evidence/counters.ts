import { hostOf, type Phase, type ProxyAccount } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

/** Where the counters of a proxy that passes requests on grew by something else than its log has lines. */
export const contradictionsInCounters = ({ proxies, services }: Phase): Contradiction[] => [
  ...proxies.filter(({ side }) => side !== 'server').flatMap((proxy) => picksThatDiffer(proxy, receivedAt(proxies))),
  ...services
    .filter(({ answers }) => Object.values(answers).some((count) => !(Number.isInteger(count) && count >= 0)))
    .map(({ replica }) => `${replica.name} counted requests that are no whole number.`),
];

/** Requests in the logs beside the services, by the address of the pod. */
const receivedAt = (proxies: readonly ProxyAccount[]): Map<string, number> =>
  new Map(proxies.filter(({ side }) => side === 'server').map(({ replica, log }) => [replica.address, log.length]));

function picksThatDiffer(
  { replica, log, picks, others }: ProxyAccount,
  received: ReadonlyMap<string, number>,
): Contradiction[] {
  const more = Object.values(others).reduce((sum, count) => sum + count, 0);
  const triedAgain = log.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0);
  const logged = new Map<string, { cluster: string; upstream: string; lines: number }>();
  for (const { upstreamCluster: cluster, upstream } of log) {
    if (upstream === '') continue;
    const key = `${cluster} ${upstream}`;
    const before = logged.get(key)?.lines ?? 0;
    logged.set(key, { cluster, upstream, lines: before + 1 });
  }
  return [...logged.values()].flatMap(({ cluster, upstream, lines }) => {
    const counted = picks[cluster]?.[upstream] ?? 0;
    // Copies are counted where they are sent, and have a line only where they arrive. Whatever else went there meanwhile is
    // in `others`, and may have been tried several times.
    const known = Math.max(lines, received.get(hostOf(upstream)) ?? 0);
    if (counted >= lines && counted <= known + triedAgain + 3 * more) return [];
    return [`${replica.name} logged ${lines} requests to ${upstream}, and its counter grew by ${counted}.`];
  });
}
