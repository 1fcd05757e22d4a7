/**
 * Metrics of the mesh that dashboards and rules may read. None of the services exposes them, so their names cannot be
 * tried without Istio's own build of the proxy: they are taken from its reference.
 */

/** Istio, "Istio Standard Metrics" (docs/reference/config/metrics); a histogram has _bucket, _sum and _count. */
const istioStandard = [
  'istio_requests_total',
  'istio_request_duration_milliseconds_bucket',
  'istio_request_duration_milliseconds_sum',
  'istio_request_duration_milliseconds_count',
  'istio_request_bytes_bucket',
  'istio_response_bytes_bucket',
  'istio_request_messages_total',
  'istio_response_messages_total',
  'istio_tcp_sent_bytes_total',
  'istio_tcp_received_bytes_total',
  'istio_tcp_connections_opened_total',
  'istio_tcp_connections_closed_total',
] as const;

/** Istio, "pilot-discovery" (docs/reference/commands/pilot-discovery, exported metrics). */
const pilot = ['pilot_total_xds_rejects', 'pilot_proxy_convergence_time_bucket'] as const;

/**
 * Envoy, "Cluster manager: statistics" and "Server: statistics", as they are named for Prometheus: `envoy_` before, dots
 * and dashes become underscores, and the name of the cluster becomes a label.
 */
const envoy = [
  'envoy_server_live',
  'envoy_server_memory_allocated',
  'envoy_cluster_upstream_cx_active',
  'envoy_cluster_upstream_cx_overflow',
  'envoy_cluster_upstream_rq_pending_overflow',
  'envoy_cluster_upstream_rq_retry',
  'envoy_cluster_upstream_rq_retry_success',
  'envoy_cluster_outlier_detection_ejections_active',
  'envoy_cluster_ratelimit_over_limit',
] as const;

const known: ReadonlySet<string> = new Set([...istioStandard, ...pilot, ...envoy]);

/** Whether Istio or Envoy documents a metric of this name. */
export const isMeshMetric = (name: string): boolean => known.has(name);

/** Labels of istio_requests_total, from the same page. */
export const istioLabels: ReadonlySet<string> = new Set([
  'reporter',
  'source_workload',
  'source_workload_namespace',
  'source_principal',
  'source_app',
  'source_version',
  'source_canonical_service',
  'source_canonical_revision',
  'destination_workload',
  'destination_workload_namespace',
  'destination_principal',
  'destination_app',
  'destination_version',
  'destination_service',
  'destination_service_name',
  'destination_service_namespace',
  'destination_canonical_service',
  'destination_canonical_revision',
  'request_protocol',
  'response_code',
  'response_flags',
  'connection_security_policy',
]);
