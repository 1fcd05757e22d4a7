import type { RequestPlan, FortioPlan } from '../load/plan.ts';
import type { Client, ClientSettings, MeshObject, Replica } from '../mesh/mesh.ts';
import type { Expectation } from './expectation.ts';
import type { Certificate } from '../envoy/certificate.ts';
import type { AccessLine } from '../envoy/access-line.ts';
import type { EndpointCount } from '../envoy/parse-clusters.ts';
import type { Phase, ProxyAccount } from './evidence.ts';

/** What is looked at before and after a stretch of traffic. */
export interface Watch {
  /** Workloads, or clients by name, through whose proxies the requests go. `side` is where they stand. */
  proxies: { workload: string; side: 'server' | 'gateway' | 'client' }[];
  /** Workloads whose own counters bear witness. */
  services: string[];
  /** Requests are tried again, always at the same workload: its proxies have to tell of each try. */
  eachTry?: boolean;
  /** Services that are asked besides, of whose pods none is watched: whatever went there, only who sent it tells. */
  unwatched?: string[];
  /** Whether requests may be copied on the way. Of copies a proxy's log says nothing, but it counts them by endpoint. */
  copies?: boolean;
}

/** Traffic that a lab caused but did not make. */
export interface MadeElsewhere {
  /** How many answers of which status its maker counted. */
  statuses: Record<string, number>;
  more: Record<string, unknown>;
  /** Name and version of the program that made it, where it was none of the system's. */
  tool?: string;
}

/** A client, and what it is to ask. */
export interface Asking {
  client: Client;
  plan: Omit<RequestPlan, 'id'> | Omit<FortioPlan, 'id'>;
}

/** What a lab does its experiment with. Whatever it changes is noted, and put back at the end of the run. */
export interface Bench {
  client: Client;
  /** Unique to this attempt, 8 hexadecimal digits; goes into user agents, stations and names. */
  run: string;
  /** Fixes every random choice of the lab. */
  seed: number;
  signal: AbortSignal;
  say(line: string): void;
  /** The scenario's objects as the setting has them, and what the proxies that decide must have because of them. */
  applied: { objects: readonly MeshObject[]; expectations: readonly Expectation[] };
  /** Of a workload, or of a client by its name. */
  replicas(workload: string): Promise<Replica[]>;
  /** Lines that the replicas of a workload have logged themselves from a moment on, of each apart. */
  serviceLogs(workload: string, since: Date): Promise<string[][]>;
  /** Metrics of each replica of a workload, or of a client, and of the proxy beside it, in Prometheus' text format. */
  metrics(workload: string): Promise<string[]>;
  /** Where its clients reach the ingress gateway. */
  gatewayUrl: string;
  /** What a proxy makes at this moment of the endpoints of one of its clusters. */
  endpoints(of: Replica, cluster: string): Promise<EndpointCount[]>;
  /** Certificates by which the proxies of a workload, or of a client, show who they are. */
  certificates(workload: string): Promise<Certificate[]>;
  /** A further client, for as long as the run lasts. Under its name it can be watched, and expected to have a rule. */
  startClient(settings: ClientSettings): Promise<Client>;
  /** The objects of a folder within the scenario's, as the setting has them: for `change` to put in place. */
  rulesIn(folder: string): Promise<readonly MeshObject[]>;
  /** Makes load and takes the accounts of all witnesses around it, its maker's proxy included. */
  phase(
    named: { name: string; title: string },
    plan: Omit<RequestPlan, 'id'> | Omit<FortioPlan, 'id'>,
    watch: Watch,
    client?: Client,
  ): Promise<Phase>;
  /** The same with several clients at once. The first one's requests are the phase's own, those of the others stand beside them. */
  phaseOfSeveral(
    named: { name: string; title: string },
    asking: readonly [Asking, ...Asking[]],
    watch: Watch,
  ): Promise<Phase>;
  /** The same for traffic that somebody else makes, such as message-queue pushing: `make` resolves when it is over. */
  observe(
    named: { name: string; title: string },
    watch: Watch,
    isOurs: (line: AccessLine, side: ProxyAccount['side']) => boolean,
    make: () => Promise<MadeElsewhere>,
  ): Promise<Phase>;
  /** Changes rules on the way, and waits until the proxies that decide have it. */
  change(
    change: { apply?: readonly MeshObject[]; remove?: readonly MeshObject[] },
    expectations: readonly Expectation[],
  ): Promise<void>;
  /** Waits until message-queue has pushed all that it has: what it pushes later would mix with the lab's own traffic. */
  untilQuiet(): Promise<void>;
  /** Gives a workload as many replicas, and waits until they are ready. */
  scale(workload: string, replicas: number): Promise<void>;
}
