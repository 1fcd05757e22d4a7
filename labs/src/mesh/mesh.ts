import type { LoadPlan, LoadRun } from '../load/plan.ts';

/** An object that is applied to the mesh: a rule of Istio's, or what a rule needs to work, as its YAML says it. */
export interface MeshObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string | undefined;
    labels?: Record<string, string> | undefined;
    annotations?: Record<string, string> | undefined;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** Where a run took place: what a report has to say so that it can be repeated. */
export interface MeshFacts {
  /** Such as kubectl's context. */
  place: string;
  /** Such as `Kubernetes v1.34.4`. */
  platform: string;
  /** Istio's version, such as `1.31.0`. */
  istio: string;
  /** Image, with its tag, of each workload. */
  images: Record<string, string>;
}

/** One running copy of a workload. */
export interface Replica {
  workload: string;
  name: string;
  address: string;
  /** Its label `version`. */
  version: string;
  ready: boolean;
  /** Whether a sidecar runs beside it. A gateway is a proxy itself. */
  hasProxy: boolean;
}

/** What a run changed and has to be put back, kept in the mesh itself so that another runner can do it. */
export interface Journal {
  /** Who: `user@machine, process 123`. */
  holder: string;
  lab: string;
  /** ISO 8601. */
  since: string;
  /** Renewed while the runner lives; ISO 8601. */
  seenAlive: string;
  /** How many replicas each workload had. */
  replicas: Record<string, number>;
  /** Its run is over, and was asked to leave its rule. */
  kept: boolean;
}

/** A client of the mesh with a proxy of its own, which makes load. */
export interface Client {
  replica: Replica;
  /** Runs to its end. Rejects when it could not be run or its records are not whole. */
  run(plan: LoadPlan, onProgress?: (done: number) => void): Promise<LoadRun>;
}

/** How a client's proxy is set up, where that decides the outcome. */
export interface ClientSettings {
  name: string;
  /** Worker threads of its proxy; undefined leaves Istio's default. */
  proxyConcurrency: number | undefined;
  hasProxy: boolean;
  /** The service account, one that is there, of which its certificate tells; undefined: the namespace's default one. */
  identity?: string;
  /** Whether it can run plans for fortio beside those for k6. */
  withFortio: boolean;
}

/** What keeps a workload from being ready. */
export interface Trouble {
  says: string;
  hint: string;
  /** Whether it may pass by waiting. */
  mayPass: boolean;
}

/** Something of the mesh that proves a finding, to look at by oneself. */
export type Proof =
  | {
      of:
        | 'containers'
        | 'proxy-workers'
        | 'retried-requests'
        | 'proxy-configuration'
        | 'routes'
        | 'clusters'
        | 'mutual-tls';
      replica: Replica;
    }
  | { of: 'endpoints'; replica: Replica; cluster: string }
  | { of: 'clusters-of-service'; replica: Replica; service: string }
  | { of: 'http-filter'; replica: Replica | undefined; filter: string }
  | { of: 'service-ports'; service: string }
  | { of: 'replicas'; workload: string }
  | { of: 'object'; kind: string; name: string }
  | { of: 'rules' }
  /** Whether the proxies are told of what is new. */
  | { of: 'control-plane' };

/** A runner that lives renews its journal more often than this, in milliseconds. */
export const aliveMs = 30_000;

/** The workload name under which the ingress gateway is asked for. */
export const gatewayWorkload = 'istio-ingressgateway';

/**
 * All that a lab asks of a mesh. What is behind it, Kubernetes or something else, no lab, verdict or report can tell.
 * Every method rejects with a MeshError when the mesh does not let it, and with the signal's reason after an abort.
 */
export interface Mesh {
  facts(): Promise<MeshFacts>;
  /** Takes the mesh for this runner alone. Rejects with a MeshBusyError when another has it or left it unclean. */
  hold(journal: Journal): Promise<void>;
  /** The journal of who has it, or of a runner that was killed. */
  journal(): Promise<Journal | undefined>;
  /** Rewrites it: each change of the mesh is noted before it is made. */
  note(journal: Journal): Promise<void>;
  letGo(): Promise<void>;
  /**
   * Creates them, marked as the labs' own. Rejects, and creates none, when a name is taken by somebody else's. Workloads
   * whose image is one of the system's without a tag, such as `weather/machine-learning`, run what the system runs.
   */
  apply(objects: readonly MeshObject[]): Promise<void>;
  /** Those that are there; what is not ours stays. */
  remove(objects: readonly MeshObject[]): Promise<void>;
  /** Everything that is marked as the labs' own, clients too; not the journal. @returns what it removed, as `Kind namespace/name` */
  removeAll(): Promise<string[]>;
  replicas(workload: string): Promise<Replica[]>;
  /** How many replicas a workload is to have. */
  wanted(workload: string): Promise<number>;
  scale(workload: string, replicas: number): Promise<void>;
  /** An answer of the admin interface of a replica's proxy, such as `config_dump`, `clusters?format=json` or `stats`. */
  admin(replica: Replica, path: string): Promise<string>;
  /**
   * Lines of a replica's proxy from a moment on, down to the second, as they were written. Envoy may keep a line back for
   * ten seconds.
   */
  accessLog(replica: Replica, since: Date): Promise<string[]>;
  /**
   * Sees to it that `accessLog` loses no line of a replica's proxy from a moment on, although logs stand in files that are
   * put away when they are full. @returns what calls it off
   */
  keepLog(replica: Replica, since: Date): () => void;
  /** Lines that a replica's service has logged itself from a moment on, down to the second. */
  serviceLog(replica: Replica, since: Date): Promise<string[]>;
  /** A service's own metrics in Prometheus' text format, and those of the proxy beside it. */
  metrics(replica: Replica): Promise<string>;
  /** Of a workload that is not ready; undefined when nothing is known but that it takes its time. */
  troubleOf(workload: string): Promise<Trouble | undefined>;
  /** Where a client inside the mesh reaches the ingress gateway, such as `http://istio-ingressgateway.istio-system`. */
  gatewayUrl(): string;
  /** What to type to see it. */
  commandFor(proof: Proof): string;
  startClient(settings: ClientSettings): Promise<Client>;
  /** Names of a service's ports, such as `http`; none when there is no such service. */
  servicePorts(service: string): Promise<{ name: string; port: number; protocol: string | undefined }[]>;
  /** The same mesh and hold, whose calls end with another signal: what puts things back must not end with the work. */
  until(signal: AbortSignal): Mesh;
}

/** The mesh does not let it: what is wrong, and what to type to set it right. */
export class MeshError extends Error {
  override name = 'MeshError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** The mesh is there, but the system is not in it. */
export class NotDeployedError extends MeshError {
  override name = 'NotDeployedError';
}

/** Somebody else works on it, or was killed while doing so. */
export class MeshBusyError extends MeshError {
  override name = 'MeshBusyError';
}
