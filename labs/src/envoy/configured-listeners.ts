import { z } from 'zod';
import type { ProxyListener } from './configuration.ts';

const httpFilterSchema = z.object({ name: z.string(), typed_config: z.unknown() });

const percentSchema = z.object({ value: z.number().default(0) }).transform(({ value }) => value);

const tracingSchema = z
  .object({
    random_sampling: percentSchema.default(100),
    provider: z
      .object({
        typed_config: z.looseObject({
          grpc_service: z.object({ envoy_grpc: z.object({ cluster_name: z.string() }) }).optional(),
        }),
      })
      .optional(),
  })
  .transform(({ random_sampling, provider }) => ({
    sampling: random_sampling,
    collector: provider?.typed_config.grpc_service?.envoy_grpc.cluster_name,
  }));

const connectionManagerSchema = z.looseObject({
  http_filters: z.array(httpFilterSchema).default([]),
  tracing: tracingSchema.optional(),
  access_log: z.array(z.unknown()).default([]),
  rds: z.object({ route_config_name: z.string() }).optional(),
  route_config: z.object({ name: z.string().default('') }).optional(),
});

const matchSchema = z.object({
  destination_port: z.number().optional(),
  transport_protocol: z.string().optional(),
});

const filterChainSchema = z.object({
  filter_chain_match: matchSchema.optional(),
  filters: z.array(z.object({ typed_config: connectionManagerSchema.optional() })).default([]),
});

export const listenerSchema = z.object({
  name: z.string().default(''),
  traffic_direction: z.string().optional(),
  filter_chains: z.array(filterChainSchema).default([]),
  default_filter_chain: filterChainSchema.optional(),
});

export function proxyListener(listener: z.output<typeof listenerSchema>): ProxyListener {
  const { name, traffic_direction, filter_chains, default_filter_chain } = listener;
  const chains = [...filter_chains, ...(default_filter_chain === undefined ? [] : [default_filter_chain])];
  const managers = chains.flatMap((chain) => chain.filters).flatMap(({ typed_config }) => typed_config ?? []);
  const filters = different(managers.flatMap(({ http_filters }) => http_filters));
  const routes = managers.flatMap(({ rds, route_config }) => rds?.route_config_name ?? route_config?.name ?? []);
  return {
    name,
    direction: traffic_direction,
    routeConfigurations: [...new Set(routes)],
    takes: takenBy(chains),
    httpFilters: filters.map((filter) => ({ name: filter.name, config: filter.typed_config })),
    tracing: different(managers.flatMap(({ tracing }) => tracing ?? [])),
    logsRequests: managers.some(({ http_filters, access_log }) => http_filters.length > 0 && access_log.length > 0),
  };
}

/** The same without repetition. */
const different = <T>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

/** Each kind once and in an order of its own: that of the filter chains has no meaning. */
function takenBy(chains: readonly z.output<typeof filterChainSchema>[]): ProxyListener['takes'] {
  const kinds = chains.map(({ filter_chain_match: match }) => ({
    port: match?.destination_port,
    transport: match?.transport_protocol === '' ? undefined : match?.transport_protocol,
  }));
  const once = new Map(kinds.map((kind) => [`${kind.port} ${kind.transport}`, kind]));
  return [...once].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, kind]) => kind);
}
