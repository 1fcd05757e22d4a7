import { servicePort } from '../src/catalog/names.ts';
import { MeshError } from '../src/mesh/mesh.ts';
import type { FakeCluster, FakePod } from './fake-cluster.ts';
import { filtersOf, type Route, routesOf, type Upstream, upstreamsOf } from './fake-rules.ts';

/** What a proxy's admin interface answers: cut down, but in the words of Envoy 1.40 under Istio 1.31. */
export function adminAnswer(cluster: FakeCluster, pod: FakePod, path: string): string {
  switch (path) {
    case 'config_dump?include_eds':
      learn(cluster, pod);
      return JSON.stringify({ configs: configuration(cluster, pod) });
    case 'clusters?format=json':
      return JSON.stringify({ cluster_statuses: clusterStatuses(cluster, pod) });
    case 'stats?format=json':
      return JSON.stringify({ stats: statistics(pod) });
    case 'certs':
      return JSON.stringify({ certificates: [certificateOf(pod)] });
    case 'server_info':
      return JSON.stringify({ version: '9e5580933739775e8bce696a57a2e1bc99368f23/1.40.0/Clean/RELEASE/BoringSSL' });
    default:
      throw new MeshError(`a fake proxy has no ${path}`);
  }
}

const certificateOf = ({ replica }: FakePod) => ({
  cert_chain: [
    {
      serial_number: replica.name,
      subject_alt_names: [{ uri: `spiffe://cluster.local/ns/weather/sa/${replica.workload}` }],
      valid_from: '2026-01-01T00:00:00Z',
      expiration_time: '2026-01-02T00:00:00Z',
    },
  ],
});

/** Each look brings the proxy nearer to knowing what was changed. */
function learn(cluster: FakeCluster, pod: FakePod): void {
  const { proxy } = pod;
  if (proxy.looksLeft === undefined || cluster.options.isDeaf?.(pod) === true) return;
  if (proxy.looksLeft > 0) proxy.looksLeft -= 1;
  else Object.assign(proxy, { told: cluster.objects(), looksLeft: undefined });
}

const typeOf = (section: string) => ({ '@type': `type.googleapis.com/envoy.admin.v3.${section}ConfigDump` });

function configuration(cluster: FakeCluster, pod: FakePod) {
  const upstreams = upstreamsOf(cluster, pod.proxy.told);
  const routes = routesOf(cluster, pod.proxy.told);
  return [
    { ...typeOf('Clusters'), dynamic_active_clusters: upstreams.map((upstream) => ({ cluster: clusterOf(upstream) })) },
    {
      ...typeOf('Endpoints'),
      dynamic_endpoint_configs: upstreams.map((upstream) => ({ endpoint_config: endpointsOf(upstream) })),
    },
    {
      ...typeOf('Listeners'),
      dynamic_listeners: [
        listener(`0.0.0.0_${servicePort}`, 'OUTBOUND', []),
        listener('virtualInbound', 'INBOUND', filtersOf(pod)),
      ],
    },
    {
      ...typeOf('Routes'),
      dynamic_route_configs: [
        { route_config: { name: String(servicePort), virtual_hosts: routes.map((route) => virtualHost(route)) } },
      ],
    },
  ];
}

const configPath = (rule: string) => `/apis/networking.istio.io/v1/namespaces/weather/destination-rule/${rule}`;

const unlimited = 4_294_967_295;

const clusterOf = ({ name, madeBy, policy, limits }: Upstream) => ({
  name,
  ...(madeBy !== undefined && { metadata: { filter_metadata: { istio: { config: configPath(madeBy) } } } }),
  type: 'EDS',
  eds_cluster_config: { service_name: name },
  // Envoy leaves out the first value of a kind.
  ...(policy === 'ROUND_ROBIN' ? {} : { lb_policy: policy }),
  circuit_breakers: {
    thresholds: [
      {
        max_connections: limits.maxConnections ?? unlimited,
        max_pending_requests: limits.maxPending ?? unlimited,
        max_requests: unlimited,
        max_retries: unlimited,
      },
    ],
  },
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      common_http_protocol_options: {
        idle_timeout: '30s',
        ...(limits.perConnection === undefined ? {} : { max_requests_per_connection: limits.perConnection }),
      },
    },
  },
});

const endpointsOf = ({ name, pods }: Upstream) => ({
  cluster_name: name,
  endpoints: [
    {
      lb_endpoints: pods.map(({ replica }) => ({
        endpoint: { address: { socket_address: { address: replica.address, port_value: servicePort } } },
        health_status: 'HEALTHY',
        load_balancing_weight: 1,
      })),
    },
  ],
});

const listener = (name: string, direction: string, filters: { name: string; typed_config: unknown }[]) => ({
  active_state: {
    listener: {
      name,
      traffic_direction: direction,
      filter_chains: [
        {
          filters: [
            {
              typed_config: {
                http_filters: [...filters, { name: 'envoy.filters.http.router', typed_config: {} }],
                ...(direction === 'OUTBOUND' && { rds: { route_config_name: String(servicePort) } }),
              },
            },
          ],
        },
      ],
    },
  },
});

const virtualHost = ({ service, name, clusters, retries }: Route) => ({
  name: `${service}.weather.svc.cluster.local:${servicePort}`,
  domains: [`${service}.weather.svc.cluster.local`, service, `${service}.weather`],
  routes: [
    {
      name,
      match: { prefix: '/' },
      route: {
        timeout: '0s',
        ...(clusters.length === 1 ? { cluster: clusters[0]!.name } : { weighted_clusters: { clusters } }),
        ...(retries === 0
          ? {}
          : { retry_policy: { retry_on: 'connect-failure,refused-stream', num_retries: retries } }),
      },
    },
  ],
});

const clusterStatuses = (cluster: FakeCluster, { proxy }: FakePod) =>
  upstreamsOf(cluster, proxy.told).map(({ name, pods }) => ({
    name,
    host_statuses: pods.map(({ replica: { address } }) => {
      const requests = proxy.picks.get(name)?.get(`${address}:${servicePort}`) ?? 0;
      return {
        address: { socket_address: { address, port_value: servicePort } },
        // A zero is left out, and any other number is text.
        stats: [{ name: 'rq_total', ...(requests === 0 ? {} : { value: String(requests) }) }],
        health_status: { eds_health_status: 'HEALTHY' },
      };
    }),
  }));

const statistics = ({ proxy }: FakePod) => [
  { name: 'server.concurrency', value: proxy.workers },
  ...[...proxy.statistics].map(([name, value]) => ({ name, value })),
];
