import { z } from 'zod';
import { type MeshObject, gatewayWorkload } from '../../mesh/mesh.ts';
import { withValue } from '../changes.ts';
import { filterHas, hasFilter } from '../expectations.ts';
import type { Expectation } from '../../bench/expectation.ts';

export const limiter = 'ratelimit';
export const limiterStore = 'ratelimit-redis';
const limiterCluster = `outbound|8081||${limiter}.weather.svc.cluster.local`;

const filter = 'envoy.filters.http.ratelimit';
/** The rule that puts the filter into the gateway. */
export const filterRule = 'gateway-ratelimit';
/** The rule that says which requests it asks about. */
export const routeRule = 'gateway-ratelimit-simulation';
/** Of the VirtualService's route, and what the limiter knows it by. */
const limited = 'perform-simulation';

// Envoy leaves out what is false.
const filterSchema = z.object({
  domain: z.string(),
  failure_mode_deny: z.boolean().default(false),
  rate_limit_service: z.object({ grpc_service: z.object({ envoy_grpc: z.object({ cluster_name: z.string() }) }) }),
});

export const asksLimiter: Expectation = filterHas(
  gatewayWorkload,
  { filter, direction: 'OUTBOUND' },
  `asks ${limiterCluster}`,
  (config) => {
    const { success, data } = filterSchema.safeParse(config);
    if (!success) return 'it is set up to ask nobody';
    const asked = data.rate_limit_service.grpc_service.envoy_grpc.cluster_name;
    return asked === limiterCluster ? undefined : `it asks ${asked}`;
  },
);

export const asksNobody = hasFilter(gatewayWorkload, filter, false);

const say = (refuses: boolean) => (refuses ? 'refused' : 'let through');

/** Holds where the filter is not there as well: what should become of requests then is for the checks to say. */
export function withoutLimiter(refuses: boolean): Expectation {
  return {
    what: `what the limiter cannot be asked about is ${say(refuses)}`,
    proxies: gatewayWorkload,
    missing: ({ listeners }) => {
      const found = listeners.flatMap(({ httpFilters }) => httpFilters).filter(({ name }) => name === filter);
      const wrong = found.some(({ config }) => filterSchema.safeParse(config).data?.failure_mode_deny !== refuses);
      return wrong ? `it is ${say(!refuses)}` : undefined;
    },
  };
}

const routeSchema = z.object({ route: z.object({ rate_limits: z.array(z.unknown()).default([]) }) });

/** Whether the gateway asks about simulations, and under the name that the limiter knows. */
export const namesRequests = (isNamed: boolean): Expectation => ({
  what: isNamed ? `route ${limited} is limited as ${limited}` : `route ${limited} is not limited`,
  proxies: gatewayWorkload,
  missing: ({ virtualHosts }) => {
    const route = virtualHosts.flatMap(({ routes }) => routes).find(({ name }) => name === limited);
    if (route === undefined) return 'there is no such route';
    const limits = routeSchema.safeParse(route.raw).data?.route.rate_limits ?? [];
    if (JSON.stringify(limits).includes(`"${limited}"`) === isNamed) return undefined;
    return isNamed ? 'it has no rate limit' : 'it has a rate limit';
  },
});

/** The gateway knows where the limiter's replicas are, or that there is none. */
export const reachesLimiter: Expectation = {
  what: `${limiterCluster} has all replicas of the limiter, and only those`,
  proxies: gatewayWorkload,
  mentions: [limiter],
  missing: ({ clusters }, replicas) => {
    const cluster = clusters.find(({ name }) => name === limiterCluster);
    if (cluster === undefined) return 'there is no such cluster';
    const there = cluster.endpoints.filter(({ healthy }) => healthy).map(({ address }) => address);
    const wanted = replicas(limiter).map(({ address }) => `${address}:8081`);
    return there.toSorted().join() === wanted.toSorted().join() ? undefined : `it has ${there.join(', ') || 'none'}`;
  },
};

/** The rule for the filter, as applied, but for what becomes of requests when the limiter is gone. */
export function filterRuleThat(refuses: boolean, objects: readonly MeshObject[]): MeshObject[] {
  const own = objects.filter(({ kind, metadata }) => kind === 'EnvoyFilter' && metadata.name === filterRule);
  return own.length === 0 ? [] : withValue('EnvoyFilter', filterRule, failureMode, refuses)(own);
}

const failureMode = ['spec', 'configPatches', 0, 'patch', 'value', 'typed_config', 'failure_mode_deny'];
