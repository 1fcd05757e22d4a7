import { z } from 'zod';
import type { ProxyConfiguration } from './configuration.ts';
import { clusterSchema, loadAssignmentSchema, proxyCluster } from './configured-clusters.ts';
import { listenerSchema, proxyListener } from './configured-listeners.ts';
import { routeConfigurationSchema, proxyVirtualHosts } from './configured-routes.ts';
import { OddAnswerError, readJson } from './odd-answer.ts';

const listOf = <S extends z.ZodType>(item: S) => z.array(item).default([]);

const dumpSchema = z.object({ configs: z.array(z.looseObject({ '@type': z.string() })) });

const clustersSchema = z.object({
  static_clusters: listOf(z.object({ cluster: clusterSchema })),
  dynamic_active_clusters: listOf(z.object({ cluster: clusterSchema })),
});
const endpointsSchema = z.object({
  static_endpoint_configs: listOf(z.object({ endpoint_config: loadAssignmentSchema })),
  dynamic_endpoint_configs: listOf(z.object({ endpoint_config: loadAssignmentSchema })),
});
const listenersSchema = z.object({
  static_listeners: listOf(z.object({ listener: listenerSchema })),
  // One that warms up or drains does not take requests.
  dynamic_listeners: listOf(z.object({ active_state: z.object({ listener: listenerSchema }).optional() })),
});
// Routes that stand in a listener are listed as static ones.
const routesSchema = z.object({
  static_route_configs: listOf(z.object({ route_config: routeConfigurationSchema })),
  dynamic_route_configs: listOf(z.object({ route_config: routeConfigurationSchema })),
});

/** Reads the admin interface's answer to `config_dump?include_eds`: what is in force now, nothing that warms up. */
export function parseConfiguration(answer: string): ProxyConfiguration {
  const { configs } = readJson(dumpSchema, answer, 'the answer to config_dump');
  const section = <S extends z.ZodType>(name: string, schema: S): z.output<S> => {
    const found = configs.find((config) => config['@type'].endsWith(`.${name}`));
    // Routes are missing where no listener has any; nobody serves or balances without the other three.
    if (found === undefined && name !== 'RoutesConfigDump') throw new OddAnswerError(missing(name));
    const parsed = schema.safeParse(found ?? {});
    if (parsed.success) return parsed.data;
    throw new OddAnswerError(`${name} in the answer to config_dump is odd:\n${z.prettifyError(parsed.error)}`);
  };
  const clusters = section('ClustersConfigDump', clustersSchema);
  const endpoints = section('EndpointsConfigDump', endpointsSchema);
  const listeners = section('ListenersConfigDump', listenersSchema);
  const routes = section('RoutesConfigDump', routesSchema);
  const assignments = [...endpoints.static_endpoint_configs, ...endpoints.dynamic_endpoint_configs];
  const byCluster = new Map(assignments.map(({ endpoint_config: found }) => [found.cluster_name, found]));
  return {
    clusters: [...clusters.static_clusters, ...clusters.dynamic_active_clusters].map(({ cluster }) =>
      proxyCluster(cluster, byCluster),
    ),
    virtualHosts: [...routes.static_route_configs, ...routes.dynamic_route_configs].flatMap(({ route_config }) =>
      proxyVirtualHosts(route_config),
    ),
    listeners: [
      ...listeners.static_listeners.map(({ listener }) => listener),
      ...listeners.dynamic_listeners.flatMap(({ active_state }) => active_state?.listener ?? []),
    ].map(proxyListener),
  };
}

const missing = (name: string) =>
  name === 'EndpointsConfigDump'
    ? 'the answer to config_dump has no endpoints: ask for config_dump?include_eds'
    : `the answer to config_dump has no ${name}`;
