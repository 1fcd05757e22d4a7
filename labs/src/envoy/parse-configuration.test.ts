import { expect, test } from 'vitest';
import { recorded } from '../../test/recorded.ts';
import { parseConfiguration } from './parse-configuration.ts';

const name = 'outbound|3001||machine-learning-v1.weather.svc.cluster.local';
const configuration = parseConfiguration(recorded('config-dump.json'));
const clusterNamed = (wanted: string) => configuration.clusters.find((cluster) => cluster.name === wanted);

/** The recorded answer with something else in it. */
function changed(change: (dump: string) => string) {
  return parseConfiguration(change(JSON.stringify(JSON.parse(recorded('config-dump.json')))));
}

test('round robin is what Envoy leaves out, other policies it names', () => {
  expect(clusterNamed(name)!.lbPolicy).toBe('ROUND_ROBIN');
  expect(clusterNamed('outbound|3001||message-queue.weather.svc.cluster.local')!.lbPolicy).toBe('LEAST_REQUEST');
});

test('a policy that is given as an extension takes the place of the named one', () => {
  const policies =
    '[{"typed_extension_config":{"name":"envoy.load_balancing_policies.client_side_weighted_round_robin"}}]';
  const { clusters } = changed((dump) =>
    dump.replaceAll('"lb_policy":"LEAST_REQUEST"', `"load_balancing_policy":{"policies":${policies}}`),
  );
  expect(clusters.map(({ lbPolicy }) => lbPolicy)).toContain('CLIENT_SIDE_WEIGHTED_ROUND_ROBIN');
});

test('a cluster has the endpoints that the control plane gave it', () => {
  expect(clusterNamed(name)!.endpoints).toEqual(
    ['10.244.0.12:3001', '10.244.0.21:3001', '10.244.0.20:3001'].map((address) => ({
      address,
      healthy: true,
      weight: 1,
    })),
  );
  expect(clusterNamed('BlackHoleCluster')!.endpoints).toEqual([]);
  expect(clusterNamed('xds-grpc')!.endpoints[0]!.address).toMatch(/^pipe:/);
});

test('an endpoint that was thrown out is not healthy', () => {
  const { clusters } = changed((dump) => dump.replaceAll('"health_status":"HEALTHY"', '"health_status":"UNHEALTHY"'));
  expect(clusters.flatMap(({ endpoints }) => endpoints).some(({ healthy }) => healthy)).toBe(false);
});

test('limits are those for ordinary requests', () => {
  const none = 4_294_967_295;
  expect(clusterNamed(name)!.circuitBreakers).toEqual({
    maxConnections: none,
    maxPendingRequests: none,
    maxRequests: none,
    maxRetries: none,
  });
  expect(clusterNamed(name)!.maxRequestsPerConnection).toBeUndefined();
  const { clusters } = changed((dump) =>
    dump.replaceAll('"idle_timeout":"30s"', '"idle_timeout":"30s","max_requests_per_connection":3'),
  );
  expect(clusters.find((cluster) => cluster.name === name)!.maxRequestsPerConnection).toBe(3);
});

test('routes tell where requests go, how often they are tried and for how long', () => {
  const host = configuration.virtualHosts.find((found) => found.name.startsWith('machine-learning-v1'))!;
  expect(host).toMatchObject({ routeConfiguration: '3001', rateLimits: [] });
  expect(host.domains).toContain('machine-learning-v1');
  expect(host.routes).toHaveLength(1);
  expect(host.routes[0]).toMatchObject({
    name: 'default',
    clusters: [{ name, weight: 100 }],
    retries: { attempts: 2, on: expect.stringContaining('connect-failure') },
    timeoutMs: undefined,
  });
});

test('a split has weights, and what is not set is what Envoy does by itself', () => {
  const split = '"weighted_clusters":{"clusters":[{"name":"a","weight":90},{"name":"b","weight":10}]}';
  const { virtualHosts } = changed((dump) =>
    dump
      .replaceAll(/"cluster":"outbound\|3001\|\|machine-learning-v1[^"]*"/g, split)
      .replaceAll('"timeout":"0s",', '')
      .replaceAll('"num_retries":2', '"num_retries":0'),
  );
  const host = virtualHosts.find((found) => found.name.startsWith('machine-learning-v1'))!;
  expect(host.routes[0]).toMatchObject({
    clusters: [
      { name: 'a', weight: 90 },
      { name: 'b', weight: 10 },
    ],
    timeoutMs: 15_000,
  });
  expect(host.routes[0]!.retries).toBeUndefined();
});

test('routes that stand in a listener are there, too', () => {
  expect(configuration.virtualHosts.map(({ routeConfiguration }) => routeConfiguration)).toContain(
    'InboundPassthroughCluster',
  );
});

test('listeners tell their HTTP filters in order, equal ones once', () => {
  const outbound = configuration.listeners.find((found) => found.name === '0.0.0.0_3001')!;
  expect(outbound.direction).toBe('OUTBOUND');
  expect(outbound.httpFilters.map((filter) => filter.name)).toEqual([
    'envoy.filters.http.grpc_stats',
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    'envoy.filters.http.router',
  ]);
  expect(configuration.listeners.map(({ direction }) => direction)).toContain('INBOUND');
});

test('listeners tell whether they log requests, how many they trace and whom they tell', () => {
  const inbound = ({ listeners }: typeof configuration) => listeners.find(({ name: of }) => of === 'virtualInbound');
  expect(inbound(configuration)).toMatchObject({ tracing: [], logsRequests: false });
  const collector = 'outbound|4317||jaeger-collector.istio-system.svc.cluster.local';
  const provider = `{"name":"envoy.tracers.opentelemetry","typed_config":{"grpc_service":{"envoy_grpc":{"cluster_name":"${collector}"}}}}`;
  const log = '"access_log":[{"name":"envoy.access_loggers.file"}]';
  const told = changed((dump) =>
    dump.replaceAll(
      '"http_filters":',
      `${log},"tracing":{"random_sampling":{"value":30},"provider":${provider}},"http_filters":`,
    ),
  );
  expect(inbound(told)).toMatchObject({ tracing: [{ sampling: 30, collector }], logsRequests: true });
});

test('an odd answer is told from a good one', () => {
  expect(() => parseConfiguration('invalid path. admin commands are:')).toThrow(/is no JSON, it begins with: invalid/);
  expect(() => parseConfiguration('{}')).toThrow(/config_dump is not as expected/);
  expect(() => changed((dump) => dump.replaceAll('EndpointsConfigDump', 'Other'))).toThrow('config_dump?include_eds');
  expect(() => changed((dump) => dump.replaceAll('"port_value":3001', '"port_value":"many"'))).toThrow(/port_value/);
});
