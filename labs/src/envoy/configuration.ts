/** What an Envoy was told to do: the part of its configuration that labs look at, in its own words. */
export interface ProxyConfiguration {
  clusters: ProxyCluster[];
  virtualHosts: ProxyVirtualHost[];
  listeners: ProxyListener[];
}

/** Where requests go: `outbound|3001|v1|machine-learning.weather.svc.cluster.local`. */
export interface ProxyCluster {
  name: string;
  /** Of the endpoints that it has now: address and whether it is healthy. */
  endpoints: { address: string; healthy: boolean; weight: number }[];
  /** `ROUND_ROBIN`, `LEAST_REQUEST`, `RANDOM`, `RING_HASH` ... */
  lbPolicy: string;
  circuitBreakers: { maxConnections?: number; maxPendingRequests?: number; maxRequests?: number; maxRetries?: number };
  /** Requests on a connection before it is closed; undefined: no limit. */
  maxRequestsPerConnection: number | undefined;
  /** As Envoy has it, for what is not spelled out here. */
  raw: unknown;
}

export interface ProxyVirtualHost {
  /** Of the route configuration, such as `3001` or `http.80`. */
  routeConfiguration: string;
  name: string;
  domains: string[];
  /** Rate limit actions, as Envoy has them. */
  rateLimits: unknown[];
  routes: ProxyRoute[];
}

export interface ProxyRoute {
  name: string;
  match: unknown;
  /** Clusters and their weights; one entry with weight 100 where there is no split. */
  clusters: { name: string; weight: number }[];
  /** Undefined: Envoy does not try again. */
  retries: { attempts: number; on: string } | undefined;
  /** Milliseconds; undefined: none. */
  timeoutMs: number | undefined;
  raw: unknown;
}

export interface ProxyListener {
  name: string;
  /** `INBOUND`, `OUTBOUND` or undefined where Istio does not say. */
  direction: string | undefined;
  /** Names of the route configurations that its HTTP filter chains ask for. */
  routeConfigurations: string[];
  /**
   * Which connections it takes: their port, and `tls` or `raw_buffer`, which is plain text; undefined: any. Istio has one
   * filter chain for each kind.
   */
  takes: { port: number | undefined; transport: string | undefined }[];
  /** HTTP filters of all of its filter chains, in order, without repetition of equal ones. */
  httpFilters: { name: string; config: unknown }[];
  /** How many in a hundred requests that begin here are traced, and the cluster that spans go to, if that is known. */
  tracing: { sampling: number; collector: string | undefined }[];
  /** Whether requests are written into the access log. */
  logsRequests: boolean;
}
