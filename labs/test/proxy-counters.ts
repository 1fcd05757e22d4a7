import type { ProxyAccount } from '../src/bench/evidence.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';

/** What a proxy on the client's side, or a gateway's, counts of the requests that it logs. */
export const countersOf = (side: ProxyAccount['side'], log: readonly AccessLine[]) =>
  side === 'server'
    ? { growth: {}, picks: {} }
    : { growth: side === 'client' ? growthOf(log) : {}, picks: picksOf(log) };

/** By cluster and endpoint: each try counts. */
export function picksOf(log: readonly AccessLine[]): ProxyAccount['picks'] {
  const picks: ProxyAccount['picks'] = {};
  for (const { upstreamCluster, upstream, attempts } of log) {
    if (upstream === '') continue;
    const endpoints = (picks[upstreamCluster] ??= {});
    endpoints[upstream] = (endpoints[upstream] ?? 0) + attempts;
  }
  return picks;
}

function growthOf(log: readonly AccessLine[]): ProxyAccount['growth'] {
  const passedOn = Object.entries(picksOf(log)).map(([cluster, endpoints]): [string, number] => [
    `cluster.${cluster};.upstream_rq_total`,
    Object.values(endpoints).reduce((sum, count) => sum + count, 0),
  ]);
  return {
    'http.admin.downstream_rq_total': 2,
    'http.outbound_0.0.0.0_3001;.downstream_rq_total': log.length,
    ...Object.fromEntries(passedOn),
  };
}
