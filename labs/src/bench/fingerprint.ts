import { createHash } from 'node:crypto';
import type { ProxyConfiguration } from '../envoy/configuration.ts';

/** Stands for all that a proxy was told about rules; endpoints come and go, and are left out. */
export function fingerprintOf({ clusters, virtualHosts, listeners }: ProxyConfiguration): string {
  const rules = {
    clusters: inAnyOrder(clusters.map((cluster) => ({ ...cluster, endpoints: undefined, raw: undefined }))),
    virtualHosts: inAnyOrder(
      virtualHosts.map((host) => ({ ...host, routes: host.routes.map((route) => ({ ...route, raw: undefined })) })),
    ),
    listeners: inAnyOrder(listeners),
  };
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex');
}

/**
 * Their order differs from proxy to proxy, also among those that share a name. One may be listed twice: for the connections
 * of a listener that was changed and now drains the former one stays for a while, with routes of its own.
 */
const inAnyOrder = (items: readonly object[]): string[] =>
  [...new Set(items.map((item) => JSON.stringify(item)))].toSorted();
