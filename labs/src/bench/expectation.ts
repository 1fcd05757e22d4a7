import type { ProxyConfiguration } from '../envoy/configuration.ts';
import type { Replica } from '../mesh/mesh.ts';

/** What must stand in the configuration of a proxy that decides before its traffic counts. */
export interface Expectation {
  /** Such as `cluster outbound|3001||machine-learning-v1 balances by ROUND_ROBIN`. */
  what: string;
  /** A workload all of whose proxies must have it, or `client` for the labs' own. */
  proxies: string;
  /** Workloads whose replicas `missing` asks about. */
  mentions?: readonly string[];
  /** Undefined when it is there; else what is there instead, in words. */
  missing(configuration: ProxyConfiguration, replicas: (workload: string) => readonly Replica[]): string | undefined;
}
