import { z } from 'zod';
import type { ProxyListener } from './configuration.ts';

const httpFilterSchema = z.object({ name: z.string(), typed_config: z.unknown() });

const matchSchema = z.object({
  destination_port: z.number().optional(),
  transport_protocol: z.string().optional(),
});

const connectionManagerSchema = z.looseObject({
  http_filters: z.array(httpFilterSchema).default([]),
  rds: z.object({ route_config_name: z.string() }).optional(),
  route_config: z.object({ name: z.string().default('') }).optional(),
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
  const filters = managers.flatMap(({ http_filters }) => http_filters);
  const routes = managers.flatMap(({ rds, route_config }) => rds?.route_config_name ?? route_config?.name ?? []);
  const different = new Map(filters.map((filter) => [JSON.stringify(filter), filter]));
  return {
    name,
    direction: traffic_direction,
    takes: takenBy(chains),
    routeConfigurations: [...new Set(routes)],
    httpFilters: [...different.values()].map((filter) => ({ name: filter.name, config: filter.typed_config })),
  };
}

/** Each kind once and in an order of its own: that of the filter chains has no meaning. */
function takenBy(chains: readonly z.output<typeof filterChainSchema>[]): ProxyListener['takes'] {
  const kinds = chains.map(({ filter_chain_match: match }) => ({
    port: match?.destination_port,
    transport: match?.transport_protocol === '' ? undefined : match?.transport_protocol,
  }));
  const different = new Map(kinds.map((kind) => [`${kind.port} ${kind.transport}`, kind]));
  return [...different].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, kind]) => kind);
}
