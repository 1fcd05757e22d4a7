/** The port on which every service listens. */
export const servicePort = 3001;

/** Envoy's name for where requests to a service go; `subset` is empty without a DestinationRule's subset. */
export const clusterOf = (service: string, subset = '') =>
  `outbound|${servicePort}|${subset}|${service}.weather.svc.cluster.local`;

/** Where a proxy hands requests to the service beside it. */
export const inboundCluster = `inbound|${servicePort}||`;

export const urlOf = (service: string, path: string) => `http://${service}:${servicePort}${path}`;

/** Where proxies send their spans (istio/mesh-config.yaml). */
export const spanCluster = 'outbound|4317||jaeger-collector.istio-system.svc.cluster.local';
