import type { LoadPlan, LoadRun, RequestPlan, RequestRecord } from '../src/load/plan.ts';
import { type Client, type Journal, type Mesh, MeshBusyError, MeshError, type Replica } from '../src/mesh/mesh.ts';
import { adminAnswer } from './fake-admin.ts';
import { type FakeCluster, type FakePod, nameOf } from './fake-cluster.ts';
import { metricsOf, send, serviceLogOf } from './fake-traffic.ts';

/** A call of the port, told of before it takes effect and afterwards. */
export interface PortCall {
  /** From 1. */
  number: number;
  /** Such as `scale machine-learning-v1 3`. */
  what: string;
  isDone: boolean;
}

export interface Line {
  signal: AbortSignal;
  /** What throws here makes the call fail; what takes time delays it. */
  disturb?: (call: PortCall) => void | Promise<void>;
  /** Every call, in the order in which they began. */
  calls: string[];
  /** `since` of the journal that is held over this line. */
  held: string | undefined;
}

export const lineTo = (signal: AbortSignal, disturb?: Line['disturb']): Line => ({
  signal,
  ...(disturb === undefined ? {} : { disturb }),
  calls: [],
  held: undefined,
});

/** A runner's way to the fake cluster: the port, as one runner has it. */
export function openFakeMesh(cluster: FakeCluster, line: Line, signal = line.signal): Mesh {
  const call = async <T>(what: string, effect: () => T): Promise<T> => {
    signal.throwIfAborted();
    const number = line.calls.push(what);
    await line.disturb?.({ number, what, isDone: false });
    signal.throwIfAborted();
    const result = effect();
    // An answer comes later than the question.
    await new Promise((resolve) => setImmediate(resolve));
    await line.disturb?.({ number, what, isDone: true });
    signal.throwIfAborted();
    return result;
  };
  const workload = (name: string) => {
    const found = cluster.workloads.get(name);
    if (found === undefined) throw new MeshError(`the mesh has no workload ${name}`);
    return found;
  };
  const podOf = ({ name }: Replica) => {
    const found = cluster.pods().find(({ replica }) => replica.name === name);
    if (found === undefined) throw new MeshError(`there is no pod ${name}`);
    return found;
  };
  return {
    facts: () =>
      call('facts', () => ({ place: 'memory', platform: 'Fake v1', istio: '1.31.0', images: { gui: 'gui:1' } })),
    ...journalOver(cluster, line, call),
    ...objectsOver(cluster, call),
    replicas: (name) => call(`replicas ${name}`, () => workload(name).pods.map(lookAt)),
    wanted: (name) => call(`wanted ${name}`, () => workload(name).wanted),
    scale: (name, count) =>
      call(`scale ${name} ${count}`, () => {
        workload(name);
        cluster.scale(name, count);
      }),
    admin: (replica, path) =>
      call(`admin ${replica.workload} ${path}`, () => {
        if (!replica.hasProxy) throw new MeshError(`${replica.name} has no proxy beside it`);
        return adminAnswer(cluster, podOf(replica), path);
      }),
    // Nothing is put away here.
    keepLog: () => () => undefined,
    accessLog: (replica, since) =>
      call(`accessLog ${replica.workload}`, () => logOf(cluster, podOf(replica), since.getTime())),
    serviceLog: (replica) => call(`serviceLog ${replica.workload}`, () => serviceLogOf(podOf(replica))),
    metrics: (replica) => call(`metrics ${replica.workload}`, () => metricsOf(cluster, podOf(replica))),
    servicePorts: (name) => call(`servicePorts ${name}`, () => cluster.services.get(name)?.ports ?? []),
    troubleOf: (name) => call(`troubleOf ${name}`, () => cluster.troubles.get(name)),
    gatewayUrl: () => 'http://istio-ingressgateway.istio-system',
    commandFor: (proof) => `look at ${JSON.stringify(proof)}`,
    startClient: (settings) =>
      call(`startClient ${settings.name}`, (): Client => {
        const pod = cluster.addClient(settings);
        return { replica: pod.replica, run: (plan) => call(`run ${plan.id}`, () => runPlan(cluster, pod, plan)) };
      }),
    until: (other) => openFakeMesh(cluster, line, other),
  };
}

type Call = <T>(what: string, effect: () => T) => Promise<T>;

function journalOver(cluster: FakeCluster, line: Line, call: Call) {
  const isLost = () => line.held !== undefined && cluster.journal?.since !== line.held;
  return {
    hold: (journal: Journal) =>
      call('hold', () => {
        if (cluster.journal !== undefined)
          throw new MeshBusyError(`lab ${cluster.journal.lab} has the mesh: ${cluster.journal.holder}`);
        cluster.journal = structuredClone(journal);
        line.held = journal.since;
      }),
    journal: () => call('journal', () => structuredClone(cluster.journal)),
    note: (journal: Journal) =>
      call('note', () => {
        if (cluster.journal === undefined || isLost())
          throw new MeshBusyError('this runner does not have the mesh any more');
        cluster.journal = structuredClone(journal);
      }),
    letGo: () =>
      call('letGo', () => {
        if (!isLost()) cluster.journal = undefined;
        line.held = undefined;
      }),
  };
}

const namesOf = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ');

function objectsOver(cluster: FakeCluster, call: Call): Pick<Mesh, 'apply' | 'remove' | 'removeAll'> {
  return {
    apply: (objects) =>
      call(`apply ${namesOf(objects)}`, () => {
        const taken = objects.filter((object) => cluster.foreign.has(nameOf(object)));
        if (taken.length > 0) throw new MeshError(`the mesh has ${namesOf(taken)} already`);
        for (const object of objects) cluster.apply(object);
      }),
    remove: (objects) =>
      call(`remove ${namesOf(objects)}`, () => {
        for (const object of objects) cluster.remove(nameOf(object));
      }),
    removeAll: () =>
      call('removeAll', () => {
        const removed = [...cluster.own.keys(), ...[...cluster.clients.keys()].map((name) => `Pod weather/${name}`)];
        for (const name of cluster.own.keys()) cluster.remove(name);
        cluster.clients.clear();
        return removed;
      }),
  };
}

/** A new pod is ready after some looks. */
function lookAt(pod: FakePod): Replica {
  const seen = { ...pod.replica };
  if (pod.looksUntilReady > 0) pod.looksUntilReady -= 1;
  if (pod.looksUntilReady === 0) pod.replica.ready = true;
  return seen;
}

function logOf({ options }: FakeCluster, pod: FakePod, since: number): string[] {
  const { log } = pod.proxy;
  const written = log.filter(({ time, loggedAt }) => time >= since && loggedAt <= Date.now() - options.logDelayMs);
  const lines = written.map(({ line }) => line).filter((_, index) => options.isLost?.(pod, index) !== true);
  return ['2026-01-01T00:00:00.000000Z\tinfo\tads\tADS: new connection for node:2', ...lines];
}

function runPlan(cluster: FakeCluster, from: FakePod, plan: LoadPlan): LoadRun {
  if (plan.tool !== 'k6' || plan.steps !== undefined) throw new Error('the fake mesh cannot make such load');
  const startedAt = Date.now();
  const records = Array.from({ length: plan.requests }, (_, index) => requestIn(cluster, from, { plan, index }));
  const statuses: Record<string, number> = {};
  for (const { status } of records) statuses[status] = (statuses[status] ?? 0) + 1;
  return { plan, startedAt, endedAt: Date.now(), records, statuses, tool: 'fake k6 v1' };
}

function requestIn(
  cluster: FakeCluster,
  from: FakePod,
  { plan, index }: { plan: RequestPlan; index: number },
): RequestRecord {
  cluster.options.beforeRequest?.(cluster.requests + 1, cluster);
  const { hostname, pathname, search } = new URL(plan.url);
  const { status, servedBy, version, body } = send(cluster, from, {
    method: plan.method,
    service: hostname,
    path: `${pathname}${search}`,
    headers: plan.headers,
    body: plan.bodies[index % plan.bodies.length],
    userAgent: `${plan.id}/${index}`,
  });
  const record = { index, sentAt: Date.now(), latencyMs: 1, status, servedBy, version, marks: {}, error: '' };
  return plan.keepBodies ? { ...record, body } : record;
}
