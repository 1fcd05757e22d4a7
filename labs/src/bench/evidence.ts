import type { AccessLine } from '../envoy/access-line.ts';
import type { LoadRun } from '../load/plan.ts';
import type { Replica } from '../mesh/mesh.ts';

/** What one proxy did between two looks at it. */
export interface ProxyAccount {
  replica: Replica;
  /** Which side of the request it stands on. */
  side: 'client' | 'server' | 'gateway';
  /** How many worker threads it has. */
  workers: number;
  /** By how much each of its counters grew; those that did not are left out. */
  growth: Record<string, number>;
  /** By cluster, by endpoint address: requests that went there. */
  picks: Record<string, Record<string, number>>;
  /** Its lines about the phase's requests, in the order in which the requests began. */
  log: AccessLine[];
  /** Other requests that it saw meanwhile, by `METHOD path`. */
  others: Record<string, number>;
}

/** What one replica of a service counted between two looks at it. */
export interface ServiceAccount {
  replica: Replica;
  /** Answers by `METHOD route status`. */
  answers: Record<string, number>;
}

/** What a further client saw of the same stretch of traffic. */
export interface FurtherLoad {
  replica: Replica;
  load: LoadRun;
}

/** One stretch of traffic under one rule, told by three witnesses. */
export interface Phase {
  name: string;
  title: string;
  load: LoadRun;
  /** Of clients that asked at the same time as the one of `load`. */
  further?: FurtherLoad[];
  proxies: ProxyAccount[];
  services: ServiceAccount[];
  /** Workloads whose replicas were not the same before and after. */
  changed: string[];
  /** What a lab adds of its own, such as forecasts; it must survive JSON. */
  more: Record<string, unknown>;
}

/**
 * Lines of the logs of all proxies that stand on one side of a phase's requests, proxy by proxy.
 *
 * @param workload whose pods these proxies stand beside; any without it
 */
export const linesAt = ({ proxies }: Phase, side: ProxyAccount['side'], workload?: string): AccessLine[] =>
  proxies
    .filter((proxy) => proxy.side === side && (workload === undefined || proxy.replica.workload === workload))
    .flatMap(({ log }) => log);

/** How long a change took to be seen in a proxy's configuration. */
export interface Propagation {
  what: string;
  proxy: string;
  ms: number;
}
