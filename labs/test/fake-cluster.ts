import type { ClientSettings, Journal, MeshObject, Replica, Trouble } from '../src/mesh/mesh.ts';
import { createRandom, type Random } from '../src/statistics/index.ts';

export interface FakeOptions {
  seed?: number;
  /** Looks at a proxy's configuration, after a change, that still show the old one; Infinity: the change never comes. */
  looksUntilLive?: number;
  /** Whose proxies hear of no change at all. */
  isDeaf?: (pod: FakePod) => boolean;
  /** Looks at a workload that still show a new pod as not ready. */
  looksUntilReady?: number;
  /** How long proxies keep lines of their logs back. */
  logDelayMs?: number;
  /** Lines that never come, by pod and the number of the line there: a witness lies. */
  isLost?: (pod: FakePod, line: number) => boolean;
  /** Worker threads that the client's proxy gets, whatever it was asked for. */
  clientWorkers?: number;
  /** Told before each request that a client makes, counted from 1 over all runs. */
  beforeRequest?: (count: number, cluster: FakeCluster) => void;
}

export interface FakeProxy {
  workers: number;
  /** Objects that it was told of. */
  told: readonly MeshObject[];
  /** How many looks are left until it is told of a change; undefined: it knows all. */
  looksLeft: number | undefined;
  /** Next place in the circle, by worker and cluster. */
  cursors: Map<string, number>;
  /** Requests by cluster and endpoint. */
  picks: Map<string, Map<string, number>>;
  statistics: Map<string, number>;
  /** `time` is when a request began, by which lines are told apart: no two are of the same moment. */
  log: { time: number; loggedAt: number; line: string }[];
}

export interface FakePod {
  replica: Replica;
  labels: Record<string, string>;
  looksUntilReady: number;
  proxy: FakeProxy;
  /** Answers by `METHOD route status`. */
  answers: Map<string, number>;
}

export interface FakeWorkload {
  labels: Record<string, string>;
  hasProxy: boolean;
  workers: number;
  wanted: number;
  pods: FakePod[];
}

export interface FakeService {
  selector: Record<string, string>;
  ports: { name: string; port: number; protocol: string | undefined }[];
}

const versions = { 'machine-learning-v1': 'v1', 'machine-learning-v2': 'v2' };

/** Pods, services, objects and journal in memory: the system as it is deployed, with nobody at work on it. */
export class FakeCluster {
  readonly options: Required<Pick<FakeOptions, 'looksUntilLive' | 'looksUntilReady' | 'logDelayMs'>> & FakeOptions;
  readonly random: Random;
  readonly workloads = new Map<string, FakeWorkload>();
  readonly services = new Map<string, FakeService>();
  readonly clients = new Map<string, FakePod>();
  readonly own = new Map<string, MeshObject>();
  /** Somebody else's, and older than any of ours. */
  readonly foreign = new Map<string, MeshObject>();
  readonly troubles = new Map<string, Trouble>();
  journal: Journal | undefined;
  requests = 0;
  /** What message-queue has still to push to machine-learning-v1. */
  lag = 0;
  #addresses = 10;
  #time = 0;

  constructor(options: FakeOptions = {}) {
    this.options = { looksUntilLive: 2, looksUntilReady: 2, logDelayMs: 600, ...options };
    this.random = createRandom(options.seed ?? 1);
    for (const app of ['machine-learning', 'message-queue', 'simulation', 'gui'])
      this.services.set(app, { selector: { app }, ports: [httpPort] });
    for (const [name, version] of Object.entries(versions)) {
      this.services.set(name, { selector: { app: 'machine-learning', version }, ports: [httpPort] });
      this.addWorkload(name, { app: 'machine-learning', version }, 1);
    }
    for (const app of ['message-queue', 'simulation', 'gui']) this.addWorkload(app, { app, version: 'v1' }, 1);
  }

  addWorkload(name: string, labels: Record<string, string>, wanted: number): void {
    const workload: FakeWorkload = { labels, hasProxy: true, workers: 2, wanted, pods: [] };
    this.workloads.set(name, workload);
    for (let pod = 0; pod < wanted; pod++) workload.pods.push(this.#newPod(name, workload, 0));
  }

  workload(name: string): FakeWorkload {
    const found = this.workloads.get(name);
    if (found === undefined) throw new Error(`there is no workload ${name}`);
    return found;
  }

  scale(name: string, wanted: number): void {
    const workload = this.workload(name);
    workload.wanted = wanted;
    workload.pods.splice(wanted);
    while (workload.pods.length < wanted)
      workload.pods.push(this.#newPod(name, workload, this.options.looksUntilReady));
  }

  /** One pod goes, and another comes in its place. */
  replacePod(name: string): void {
    const workload = this.workload(name);
    workload.pods.shift();
    workload.pods.push(this.#newPod(name, workload, 0));
  }

  addClient(settings: ClientSettings): FakePod {
    const { name, hasProxy, proxyConcurrency } = settings;
    const workers = this.options.clientWorkers ?? proxyConcurrency ?? 2;
    const workload = { labels: { app: 'lab-client' }, hasProxy, workers, wanted: 1, pods: [] };
    const pod = this.#newPod('client', workload, 0);
    this.clients.set(name, pod);
    return pod;
  }

  /** Somebody else's object, which every proxy knows already. */
  addForeign(object: MeshObject): void {
    this.foreign.set(nameOf(object), object);
    for (const { proxy } of this.pods()) proxy.told = this.objects();
  }

  /** All objects in force, those that were there first in front. */
  objects(): MeshObject[] {
    return [...this.foreign.values(), ...this.own.values()];
  }

  apply(object: MeshObject): void {
    this.own.set(nameOf(object), object);
    if (object.kind === 'Deployment') {
      const { replicas = 1, template } = object.spec as {
        replicas?: number;
        template: { metadata: { labels: Record<string, string> } };
      };
      this.addWorkload(object.metadata.name, template.metadata.labels, 0);
      this.scale(object.metadata.name, replicas);
    }
    this.#changed();
  }

  remove(name: string): boolean {
    const object = this.own.get(name);
    if (object === undefined) return false;
    this.own.delete(name);
    if (object.kind === 'Deployment') this.workloads.delete(object.metadata.name);
    this.#changed();
    return true;
  }

  pods(): FakePod[] {
    return [...[...this.workloads.values()].flatMap(({ pods }) => pods), ...this.clients.values()];
  }

  /** Rises by one with each request, so that no two are of the same moment. */
  time(): number {
    this.#time = Math.max(this.#time + 1, Date.now());
    return this.#time;
  }

  /** What a run has to leave as it was. */
  state(): unknown {
    return structuredClone({
      own: [...this.own.values()],
      foreign: [...this.foreign.values()],
      wanted: Object.fromEntries([...this.workloads].map(([name, { wanted }]) => [name, wanted])),
      clients: [...this.clients.keys()],
      journal: this.journal,
    });
  }

  #changed(): void {
    for (const { proxy } of this.pods()) proxy.looksLeft = this.options.looksUntilLive;
  }

  #newPod(workload: string, { labels, hasProxy, workers }: FakeWorkload, looksUntilReady: number): FakePod {
    const number = this.#addresses++;
    const name = `${workload}-${number.toString(36).padStart(5, 'x')}`;
    const address = `10.244.0.${number}`;
    const version = labels.version ?? '';
    return {
      replica: { workload, name, address, version, ready: looksUntilReady === 0, hasProxy },
      labels,
      looksUntilReady,
      answers: new Map(),
      proxy: {
        workers,
        told: this.objects(),
        looksLeft: undefined,
        cursors: new Map(),
        picks: new Map(),
        statistics: new Map(),
        log: [],
      },
    };
  }
}

/** Where no traffic can be judged, for pods come and go all the time. */
export const withRestlessPods = () =>
  new FakeCluster({
    beforeRequest: (count, cluster) => {
      if (count % 100 === 0) cluster.replacePod('machine-learning-v1');
    },
  });

const httpPort = { name: 'http', port: 3001, protocol: undefined };

export const nameOf = ({ kind, metadata }: MeshObject) => `${kind} ${metadata.namespace ?? 'weather'}/${metadata.name}`;
