import type { Phase, ProxyAccount } from '../bench/evidence.ts';
import { hostOf } from '../envoy/address.ts';

/** What proxies counted of a phase, and where that is not what is known otherwise. */
export interface Counted {
  counts: Record<string, number>;
  disagreements: string[];
}

/**
 * How many requests proxies handed to those at some addresses, copies and further tries included: Envoy counts them where
 * they go. Only of what goes out: the counter of the service beside a proxy begins anew whenever Envoy has forgotten that
 * one's address, which it does when nobody asked for some seconds.
 */
export const countedFor = (proxies: readonly ProxyAccount[], addresses: ReadonlySet<string>): number =>
  proxies
    .flatMap(({ picks }) => Object.entries(picks))
    .filter(([cluster]) => goesOut(cluster))
    .flatMap(([, endpoints]) => Object.entries(endpoints))
    .reduce((sum, [address, count]) => (addresses.has(hostOf(address)) ? sum + count : sum), 0);

/** Requests of others that a proxy saw meanwhile. */
export const othersOf = (proxies: readonly ProxyAccount[]): number =>
  proxies.flatMap(({ others }) => Object.values(others)).reduce((sum, count) => sum + count, 0);

/**
 * Whether the proxies of clients counted what they logged: as many requests taken on, and as many tries handed over as
 * they say in the other place where they count them, endpoint by endpoint. Those of the labs' own clients are made to keep
 * these counters; Istio's usual proxies, such as the gateway's and message-queue's, keep only those of endpoints.
 */
export function countedByClients(phase: Phase): Counted {
  const clients = phase.proxies.filter((proxy) => proxy.side === 'client' && keepsCounters(proxy));
  if (clients.length === 0) return { counts: {}, disagreements: [] };
  const clusters = clustersIn(phase);
  const sumOf = (count: (proxy: ProxyAccount) => number) => clients.reduce((sum, proxy) => sum + count(proxy), 0);
  return {
    counts: {
      'client proxies counted': sumOf(takenOn),
      'client proxies counted as passed on': sumOf((proxy) => handedOver(proxy, clusters)),
    },
    disagreements: clients.flatMap((proxy) => disagreementsIn(proxy, clusters)),
  };
}

/** Requests that others made by the same proxy stand in no line of ours, and may have come between two of its answers. */
function disagreementsIn(proxy: ProxyAccount, clusters: ReadonlySet<string>): string[] {
  const { replica, log } = proxy;
  const others = othersOf([proxy]);
  const [taken, byClusters, byEndpoints] = [
    takenOn(proxy),
    handedOver(proxy, clusters),
    handedToEndpoints(proxy, clusters),
  ];
  return [
    ...(taken < log.length || taken > log.length + others
      ? [`the proxy of ${replica.name} logged ${log.length}, and counted ${taken}`]
      : []),
    ...(Math.abs(byClusters - byEndpoints) > others
      ? [
          `the proxy of ${replica.name} counted ${byEndpoints} passed on, endpoint by endpoint, and ${byClusters} in all`,
        ]
      : []),
  ];
}

/**
 * Clusters, as Envoy calls them, in which something is that was watched or that a line names. Not that of spans, say: a
 * proxy sends these when it likes, also between two of its answers.
 */
function clustersIn({ proxies }: Phase): Set<string> {
  const watched = new Set(proxies.filter(({ side }) => side !== 'client').map(({ replica }) => replica.address));
  const reaching = proxies
    .flatMap(({ picks }) => Object.entries(picks))
    .filter(([, endpoints]) => Object.keys(endpoints).some((address) => watched.has(hostOf(address))))
    .map(([cluster]) => cluster);
  const named = proxies.flatMap(({ log }) => log).map(({ upstreamCluster }) => upstreamCluster);
  return new Set([...reaching, ...named].filter(goesOut));
}

/** Each look at a proxy is a request to its admin interface, so a proxy that counts requests has counted that. */
const keepsCounters = ({ growth }: ProxyAccount) => growth['http.admin.downstream_rq_total'] !== undefined;

const goesOut = (cluster: string) => cluster.startsWith('outbound|');

const takenOn = (proxy: ProxyAccount) =>
  growthWhere(proxy, (name) => name.startsWith('http.outbound_') && name.endsWith('.downstream_rq_total'));

const handedOver = (proxy: ProxyAccount, clusters: ReadonlySet<string>) => {
  // Newer proxies end the name of a cluster with a semicolon.
  const names = new Set([...clusters].flatMap((cluster) => [`cluster.${cluster};`, `cluster.${cluster}`]));
  const end = '.upstream_rq_total';
  return growthWhere(proxy, (name) => name.endsWith(end) && names.has(name.slice(0, -end.length)));
};

const handedToEndpoints = ({ picks }: ProxyAccount, clusters: ReadonlySet<string>) =>
  [...clusters].flatMap((cluster) => Object.values(picks[cluster] ?? {})).reduce((sum, count) => sum + count, 0);

const growthWhere = ({ growth }: ProxyAccount, isMeant: (name: string) => boolean): number =>
  Object.entries(growth).reduce((sum, [name, count]) => (isMeant(name) ? sum + count : sum), 0);
