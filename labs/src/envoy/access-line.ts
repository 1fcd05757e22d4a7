/** A line of a proxy's access log, as `istio/mesh-config.yaml` writes it. */
export interface AccessLine {
  /** ISO 8601, when the request began. */
  time: string;
  method: string;
  path: string;
  status: number;
  /** Envoy's response flags, such as `UO` or `RL`; empty: none. */
  flags: string;
  details: string;
  durationMs: number;
  attempts: number;
  userAgent: string;
  requestId: string;
  traceId: string;
  /** The host that was asked for. */
  authority: string;
  /** Identity in the certificate of who asked, such as `spiffe://cluster.local/ns/weather/sa/gui`; empty: it showed none. */
  peer: string;
  /** Address of who asked. */
  downstream: string;
  upstream: string;
  upstreamCluster: string;
  servedBy: string;
  version: string;
  route: string;
}

/** Whether it tells of a connection that the proxy refused before it read a request, such as one without TLS. */
export const isRefusedConnection = ({ details }: AccessLine): boolean => details === 'filter_chain_not_found';
