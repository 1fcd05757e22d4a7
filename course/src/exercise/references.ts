import type { Place } from '@weather/labs';

const istio = 'https://istio.io/latest/docs';
const networking = `${istio}/reference/config/networking`;
const security = `${istio}/reference/config/security`;
const kubernetes = 'https://kubernetes.io/docs/concepts';

/** Of the kinds that blanks are in: where it is said what may stand there. */
const references: Readonly<Record<string, string>> = {
  AuthorizationPolicy: `${security}/authorization-policy/`,
  ConfigMap: 'https://github.com/envoyproxy/ratelimit#configuration',
  Deployment: `${kubernetes}/workloads/controllers/deployment/; settings of our services: \`docs/operating.md\` of weather-mesh; counters of a proxy: ${istio}/ops/configuration/telemetry/envoy-stats/`,
  DestinationRule: `${networking}/destination-rule/`,
  EnvoyFilter: `${networking}/envoy-filter/`,
  PeerAuthentication: `${security}/peer_authentication/`,
  Service: `${kubernetes}/services-networking/service/`,
  Sidecar: `${networking}/sidecar/`,
  Telemetry: `${istio}/reference/config/telemetry/`,
  VirtualService: `${networking}/virtual-service/`,
};

/** A line of Markdown for each kind among these places. */
export const referencesFor = (places: readonly Place[]): string[] =>
  [...new Set(places.map(({ kind }) => kind))].map((kind) => `- ${kind}: ${references[kind]}`);
