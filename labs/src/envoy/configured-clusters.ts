import { z } from 'zod';
import { addressOf, addressSchema } from './address.ts';
import type { ProxyCluster } from './configuration.ts';

const endpointSchema = z.object({
  endpoint: z.object({ address: addressSchema }),
  health_status: z.string().default('UNKNOWN'),
  load_balancing_weight: z.number().default(1),
});

export const loadAssignmentSchema = z.object({
  cluster_name: z.string().default(''),
  endpoints: z.array(z.object({ lb_endpoints: z.array(endpointSchema).default([]) })).default([]),
});

type LoadAssignment = z.output<typeof loadAssignmentSchema>;

const thresholdSchema = z.object({
  priority: z.string().default('DEFAULT'),
  max_connections: z.number().optional(),
  max_pending_requests: z.number().optional(),
  max_requests: z.number().optional(),
  max_retries: z.number().optional(),
});

const httpLimitsSchema = z.object({ max_requests_per_connection: z.number().optional() });

// Envoy leaves out what is the first value of its kind, and so round robin is not named.
export const clusterSchema = z.looseObject({
  name: z.string(),
  lb_policy: z.string().default('ROUND_ROBIN'),
  load_balancing_policy: z
    .object({ policies: z.array(z.object({ typed_extension_config: z.object({ name: z.string() }) })).min(1) })
    .optional(),
  eds_cluster_config: z.object({ service_name: z.string().optional() }).optional(),
  load_assignment: loadAssignmentSchema.optional(),
  circuit_breakers: z.object({ thresholds: z.array(thresholdSchema).default([]) }).optional(),
  max_requests_per_connection: z.number().optional(),
  typed_extension_protocol_options: z
    .record(z.string(), z.looseObject({ common_http_protocol_options: httpLimitsSchema.optional() }))
    .default({}),
});

type Cluster = z.output<typeof clusterSchema>;

/** @param assignments by the name under which the control plane knows the cluster's endpoints */
export function proxyCluster(cluster: Cluster, assignments: ReadonlyMap<string, LoadAssignment>): ProxyCluster {
  const service = cluster.eds_cluster_config?.service_name ?? '';
  const assignment = assignments.get(service === '' ? cluster.name : service) ?? cluster.load_assignment;
  const endpoints = assignment?.endpoints.flatMap(({ lb_endpoints }) => lb_endpoints) ?? [];
  return {
    name: cluster.name,
    endpoints: endpoints.map(({ endpoint, health_status, load_balancing_weight }) => ({
      address: addressOf(endpoint.address),
      healthy: /^(HEALTHY|UNKNOWN|DEGRADED)$/.test(health_status),
      weight: load_balancing_weight,
    })),
    lbPolicy: lbPolicyOf(cluster),
    circuitBreakers: circuitBreakersOf(cluster),
    maxRequestsPerConnection: maxRequestsPerConnectionOf(cluster),
    raw: cluster,
  };
}

/** A policy that is given as an extension takes the place of the named one; its name is written as the named are. */
function lbPolicyOf({ lb_policy, load_balancing_policy }: Cluster): string {
  const extension = load_balancing_policy?.policies[0]?.typed_extension_config.name;
  return extension === undefined ? lb_policy : extension.slice(extension.lastIndexOf('.') + 1).toUpperCase();
}

/** Those for ordinary requests: nothing that Istio sets up makes requests of high priority. */
function circuitBreakersOf({ circuit_breakers }: Cluster): ProxyCluster['circuitBreakers'] {
  const found = circuit_breakers?.thresholds.find(({ priority }) => priority === 'DEFAULT');
  if (found === undefined) return {};
  const { max_connections, max_pending_requests, max_requests, max_retries } = found;
  return {
    ...(max_connections !== undefined && { maxConnections: max_connections }),
    ...(max_pending_requests !== undefined && { maxPendingRequests: max_pending_requests }),
    ...(max_requests !== undefined && { maxRequests: max_requests }),
    ...(max_retries !== undefined && { maxRetries: max_retries }),
  };
}

/** It moved into the options of the protocol; 0 is another way to say that there is no limit. */
function maxRequestsPerConnectionOf(cluster: Cluster): number | undefined {
  const options = Object.values(cluster.typed_extension_protocol_options);
  const limit =
    options.map(({ common_http_protocol_options: common }) => common?.max_requests_per_connection).find(Boolean) ??
    cluster.max_requests_per_connection;
  return limit === 0 ? undefined : limit;
}
