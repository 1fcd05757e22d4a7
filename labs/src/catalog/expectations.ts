import { hostOf } from '../envoy/address.ts';
import type { ProxyCluster, ProxyConfiguration, ProxyRoute } from '../envoy/configuration.ts';
import type { Expectation } from '../bench/expectation.ts';
import { clusterOf, servicePort, spanCluster } from './names.ts';

type Named = { service: string; subset?: string };

/** A service is balanced in this way, over all of its workload's replicas. */
export function balancesBy(proxies: string, { service, subset = '' }: Named, policy: string): Expectation {
  const name = clusterOf(service, subset);
  return {
    what: `${name} is balanced by ${policy}, over all replicas`,
    proxies,
    mentions: [service],
    missing: (configuration, replicas) => {
      const cluster = clusterIn(configuration, name);
      if (cluster === undefined) return 'there is no such cluster';
      if (cluster.lbPolicy !== policy) return `it is balanced by ${cluster.lbPolicy}`;
      return endpointsOff(
        cluster,
        replicas(service).map(({ address }) => address),
      );
    },
  };
}

/** A service's cluster is as a check of the lab's own says. */
export function clusterHas(
  proxies: string,
  { service, subset = '' }: Named,
  what: string,
  instead: (cluster: ProxyCluster) => string | undefined,
): Expectation {
  const name = clusterOf(service, subset);
  return {
    what: `${name} ${what}`,
    proxies,
    missing: (configuration) => {
      const cluster = clusterIn(configuration, name);
      return cluster === undefined ? 'there is no such cluster' : instead(cluster);
    },
  };
}

/** A service's subset has a pod, or has none. */
export const hasPods = (proxies: string, named: Named, isThere = true): Expectation =>
  clusterHas(proxies, named, isThere ? 'has a pod' : 'has no pod', ({ endpoints }) => {
    if (endpoints.length > 0 === isThere) return undefined;
    return isThere ? 'it has none' : 'it has one';
  });

/** Requests to a service are split by weight, given by Envoy's cluster names. */
export function splitsTo(proxies: string, service: string, weights: Record<string, number>): Expectation {
  const wanted = text(Object.entries(weights));
  return {
    what: `requests to ${service} go to ${wanted}`,
    proxies,
    missing: (configuration) => {
      const route = routeTo(configuration, service);
      if (route === undefined) return `there is no route to ${service}`;
      const found = text(route.clusters.map(({ name, weight }) => [name, weight]));
      return found === wanted ? undefined : `they go to ${found}`;
    },
  };
}

/** Requests to a service go to the replicas of these workloads, all of them and no others. */
export function reaches(proxies: string, service: string, workloads: readonly string[]): Expectation {
  const name = clusterOf(service);
  return {
    what: `${name} has all replicas of ${workloads.join(' and ')}`,
    proxies,
    mentions: workloads,
    missing: (configuration, replicas) => {
      const cluster = clusterIn(configuration, name);
      if (cluster === undefined) return 'there is no such cluster';
      return endpointsOff(
        cluster,
        workloads.flatMap(replicas).map(({ address }) => address),
      );
    },
  };
}

/** How often requests to a service are tried again; `on` is what must be among the conditions, undefined anything. */
type Retries = { attempts: number; on?: string } | 'never';

/** Requests to a service are tried again when one fails, or are not. */
export function triesAgain(proxies: string, service: string, wanted: Retries): Expectation {
  return {
    what: `requests to ${service} are ${retriesText(wanted)}`,
    proxies,
    missing: (configuration) => {
      const route = routeTo(configuration, service);
      if (route === undefined) return `there is no route to ${service}`;
      const found = route.retries ?? 'never';
      if (found === 'never' || wanted === 'never')
        return found === wanted ? undefined : `they are ${retriesText(found)}`;
      const { attempts, on } = found;
      const isSame = attempts === wanted.attempts && (wanted.on === undefined || on.split(',').includes(wanted.on));
      return isSame ? undefined : `they are ${retriesText(found)}`;
    },
  };
}

const retriesText = (retries: Retries) =>
  retries === 'never'
    ? 'never tried again'
    : `tried again ${retries.attempts} times${retries.on === undefined ? '' : ` on ${retries.on}`}`;

/** An HTTP filter stands in the proxy's listeners, or does not. */
export function hasFilter(proxies: string, filter: string, isThere: boolean): Expectation {
  return {
    what: isThere ? `${filter} stands in its listeners` : `${filter} stands in none of its listeners`,
    proxies,
    missing: ({ listeners }) => {
      const found = listeners.some(({ httpFilters }) => httpFilters.some(({ name }) => name === filter));
      if (found === isThere) return undefined;
      return isThere ? 'it is in none' : 'it is there';
    },
  };
}

/** An HTTP filter stands in a listener of this direction, and is set up as a check of the lab's own says. */
export function filterHas(
  proxies: string,
  { filter, direction }: { filter: string; direction: 'INBOUND' | 'OUTBOUND' },
  what: string,
  instead: (config: unknown) => string | undefined,
): Expectation {
  return {
    what: `${filter} ${what}`,
    proxies,
    missing: ({ listeners }) => {
      const found = listeners
        .filter((listener) => listener.direction === direction)
        .flatMap(({ httpFilters }) => httpFilters)
        .find(({ name }) => name === filter);
      return found === undefined ? 'it stands in no listener' : instead(found.config);
    },
  };
}

/** Spans of the requests that come in to a proxy and go out from it are sent to the collector of the mesh. */
export function reportsSpans(proxies: string, sampling: number): Expectation {
  return {
    what: `${sampling} % of requests that begin here are traced, and told to ${spanCluster}`,
    proxies,
    missing: ({ listeners, clusters }) => {
      if (!clusters.some(({ name, endpoints }) => name === spanCluster && endpoints.length > 0))
        return `${spanCluster} has no endpoint`;
      const found = listeners.flatMap(({ tracing }) => tracing);
      if (found.length === 0) return 'nothing is traced';
      const wrong = found.find((one) => one.sampling !== sampling || one.collector !== spanCluster);
      return wrong && `${wrong.sampling} % are traced, and told to ${wrong.collector ?? 'nobody'}`;
    },
  };
}

/** Nobody is told of the requests that come in to a proxy and go out from it. */
export const reportsNoSpans = (proxies: string): Expectation => ({
  what: 'no spans are told to anybody',
  proxies,
  missing: ({ listeners }) => {
    const told = listeners
      .flatMap(({ tracing }) => tracing)
      .find(({ sampling, collector }) => sampling > 0 && collector);
    return told && `they are told to ${told.collector}`;
  },
});

export const clusterIn = ({ clusters }: ProxyConfiguration, name: string) =>
  clusters.find((cluster) => cluster.name === name);

/** The routes, in order, of the virtual host that a caller in the namespace reaches by the service's short name. */
export function routesTo({ virtualHosts }: ProxyConfiguration, service: string): ProxyRoute[] {
  const host = `${service}.weather.svc.cluster.local`;
  const found = virtualHosts.find(
    ({ routeConfiguration, domains }) =>
      routeConfiguration === String(servicePort) && domains.some((domain) => domain === host || domain === service),
  );
  return found?.routes ?? [];
}

/** The first of them. */
export const routeTo = (configuration: ProxyConfiguration, service: string): ProxyRoute | undefined =>
  routesTo(configuration, service)[0];

function endpointsOff({ endpoints }: ProxyCluster, wanted: readonly string[]): string | undefined {
  const healthy = endpoints.filter((endpoint) => endpoint.healthy).map(({ address }) => hostOf(address));
  const same = healthy.toSorted().join() === wanted.toSorted().join();
  return same ? undefined : `its endpoints are ${healthy.join(', ') || 'none'}, not ${wanted.join(', ')}`;
}

const text = (weights: [string, number][]) =>
  weights
    .map(([name, weight]) => `${name} (${weight})`)
    .toSorted()
    .join(' and ');
