import { z } from 'zod';
import type { ProxyRoute, ProxyVirtualHost } from './configuration.ts';

const retryPolicySchema = z.object({ retry_on: z.string().default(''), num_retries: z.number().default(1) });

const actionSchema = z.looseObject({
  cluster: z.string().optional(),
  weighted_clusters: z
    .object({ clusters: z.array(z.object({ name: z.string(), weight: z.number().default(0) })) })
    .optional(),
  timeout: z.string().optional(),
  retry_policy: retryPolicySchema.optional(),
});

const routeSchema = z.looseObject({
  name: z.string().default(''),
  match: z.unknown(),
  // Missing where the proxy answers by itself or redirects.
  route: actionSchema.optional(),
});

const virtualHostSchema = z.object({
  name: z.string(),
  domains: z.array(z.string()).default([]),
  rate_limits: z.array(z.unknown()).default([]),
  retry_policy: retryPolicySchema.optional(),
  routes: z.array(routeSchema).default([]),
});

export const routeConfigurationSchema = z.object({
  name: z.string().default(''),
  virtual_hosts: z.array(virtualHostSchema).default([]),
});

type VirtualHost = z.output<typeof virtualHostSchema>;
type Route = z.output<typeof routeSchema>;

export function proxyVirtualHosts({ name, virtual_hosts }: z.output<typeof routeConfigurationSchema>) {
  return virtual_hosts.map((host): ProxyVirtualHost => ({
    routeConfiguration: name,
    name: host.name,
    domains: host.domains,
    rateLimits: host.rate_limits,
    routes: host.routes.map((route) => proxyRoute(route, host)),
  }));
}

function proxyRoute(route: Route, host: VirtualHost): ProxyRoute {
  return {
    name: route.name,
    match: route.match,
    clusters: clustersOf(route),
    retries: retriesOf(route, host),
    timeoutMs: timeoutOf(route),
    raw: route,
  };
}

function clustersOf({ route }: Route): ProxyRoute['clusters'] {
  if (route?.cluster !== undefined) return [{ name: route.cluster, weight: 100 }];
  return route?.weighted_clusters?.clusters ?? [];
}

function retriesOf({ route }: Route, host: VirtualHost): ProxyRoute['retries'] {
  const policy = route?.retry_policy ?? host.retry_policy;
  if (policy === undefined || policy.num_retries === 0 || policy.retry_on === '') return undefined;
  return { attempts: policy.num_retries, on: policy.retry_on };
}

/** Where none is set, Envoy's own holds; 0 turns it off. */
const envoysTimeoutMs = 15_000;

function timeoutOf({ route }: Route): number | undefined {
  if (route === undefined) return undefined;
  const ms = route.timeout === undefined ? envoysTimeoutMs : Math.round(Number(route.timeout.replace(/s$/, '')) * 1000);
  return ms === 0 ? undefined : ms;
}
