import { setTimeout as delay } from 'node:timers/promises';
import type { AccessLine } from '../envoy/access-line.ts';
import { hostOf } from '../envoy/address.ts';
import type { LoadRun } from '../load/plan.ts';
import type { Mesh, Replica } from '../mesh/mesh.ts';
import {
  linesOf,
  logOf,
  type ProxySnapshot,
  proxyAccount,
  type ServiceSnapshot,
  serviceAccount,
  snapshotOfProxy,
  snapshotOfService,
  type WatchedProxy,
} from './accounts.ts';
import type { Watch } from './bench.ts';
import { completeLogs } from './complete-logs.ts';
import type { FurtherLoad, Phase } from './evidence.ts';

/** Envoy writes its log every ten seconds, or when it has much to write. */
const logPatienceMs = 25_000;

/** By as much the clocks of the proxies may differ from the runner's. */
const clocksDifferMs = 1000;

/** What traffic is made of: who makes it, and which log lines tell of it. */
export interface Traffic {
  named: { name: string; title: string };
  watch: Watch;
  isOurs(line: AccessLine, side: WatchedProxy['side']): boolean;
  proxies: WatchedProxy[];
  make(): Promise<Made>;
}

export interface Made {
  load: LoadRun;
  further?: FurtherLoad[];
  /** Requests of which a proxy on the client's side has to tell or, where there is none, the gateway's. */
  sent: number;
  /** Requests of clients without a proxy, of which the gateway's has to tell or, where there is none, those beside the services. */
  sentDirectly?: number;
  more: Record<string, unknown>;
}

/** Where traffic is made. */
export interface Ground {
  mesh: Mesh;
  signal: AbortSignal;
  /** Of a workload, or of a client by its name. */
  replicas(workload: string): Promise<Replica[]>;
}

/** Takes the accounts of all witnesses, lets the traffic be made, and takes them again. */
export async function takePhase(ground: Ground, traffic: Traffic): Promise<Phase> {
  const before = await lookBefore(ground, traffic);
  try {
    const { load, further, more, ...made } = await traffic.make();
    const accounts = await lookAfter(ground, traffic, before, made);
    return { ...traffic.named, load, ...(further !== undefined && { further }), ...accounts, more };
  } finally {
    before.letLogsGo();
  }
}

interface Before {
  begun: number;
  /** Of each workload that is watched. */
  replicas: ReadonlyMap<string, Replica[]>;
  proxies: ProxySnapshot[];
  services: ServiceSnapshot[];
  since: Date;
  isNew(line: AccessLine): boolean;
  /** The lines are not needed any more. */
  letLogsGo(): void;
}

async function lookBefore(ground: Ground, { watch, proxies: own }: Traffic): Promise<Before> {
  const { mesh, signal } = ground;
  // The line of a request may come long after its end. Whether it was before the phase is then known by its time alone, so
  // there must be a gap that no difference between clocks can close.
  await delay(2 * clocksDifferMs, undefined, { signal });
  const begun = Date.now();
  const replicas = await replicasWatched(ground, watch);
  const watched = watch.proxies.flatMap(({ workload, side }) =>
    replicas.get(workload)!.map((replica) => ({ replica, side })),
  );
  const proxied = [...own, ...watched].filter(({ replica }) => replica.hasProxy);
  const [proxies, services] = await look(
    mesh,
    proxied,
    watch.services.flatMap((workload) => replicas.get(workload)!),
  );
  // Clocks here and there may differ: what is old is known by having been read before, not by its time alone.
  const since = new Date(begun - 60_000);
  const old = new Set((await logsOf(mesh, proxies, since)).flat().map(keyOf));
  const kept = proxies.map(({ replica }) => mesh.keepLog(replica, since));
  const letLogsGo = () => kept.forEach((letGo) => letGo());
  return { begun, replicas, proxies, services, since, isNew: (line) => !old.has(keyOf(line)), letLogsGo };
}

async function lookAfter(
  ground: Ground,
  { isOurs, watch: { eachTry = false, copies = false } }: Traffic,
  { begun, replicas, since, isNew, ...before }: Before,
  { sent, sentDirectly = 0 }: Pick<Made, 'sent' | 'sentDirectly'>,
): Promise<Pick<Phase, 'proxies' | 'services' | 'changed'>> {
  const { mesh, signal } = ground;
  const isThere = await thoseThere(ground, replicas);
  const proxies = before.proxies.filter(isThere);
  const services = before.services.filter(isThere);
  // A pod that went took its account along: what it had to tell need not be waited for.
  const patienceMs = proxies.length === before.proxies.length ? logPatienceMs : 0;
  const arrived = copies ? await countedByEndpoint(mesh, proxies) : new Map<string, number>();
  const options = { since, isNew, isOurs, sent, sentDirectly, eachTry, arrived, signal, patienceMs };
  const logs = await completeLogs(mesh, proxies, options);
  const servicesThere = services.map(({ replica }) => replica);
  const [proxiesAfter, servicesAfter] = await look(mesh, proxies, servicesThere);
  const account = (after: ProxySnapshot, index: number) => {
    const isOwn = (line: AccessLine) => isOurs(line, after.side);
    const lines = logs[index]!.filter((line) => isOwn(line) || Date.parse(line.time) > begun - clocksDifferMs);
    return proxyAccount(proxies[index]!, after, logOf(lines, after.side, isOwn));
  };
  return {
    proxies: proxiesAfter.map(account),
    services: servicesAfter.map((after, index) => serviceAccount(services[index]!, after)),
    changed: await changedWorkloads(ground, replicas),
  };
}

const look = (mesh: Mesh, proxies: readonly WatchedProxy[], services: readonly Replica[]) =>
  Promise.all([
    Promise.all(proxies.map((proxy) => snapshotOfProxy(mesh, proxy))),
    Promise.all(services.map((replica) => snapshotOfService(mesh, replica))),
  ]);

/** By address, how many requests the proxies of clients have sent there since, by their own count. */
async function countedByEndpoint(mesh: Mesh, before: readonly ProxySnapshot[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const proxy of before.filter(({ side }) => side === 'client')) {
    const { picks } = proxyAccount(proxy, await snapshotOfProxy(mesh, proxy), { log: [], others: {} });
    for (const endpoints of Object.values(picks))
      for (const [address, count] of Object.entries(endpoints))
        counts.set(hostOf(address), (counts.get(hostOf(address)) ?? 0) + count);
  }
  return counts;
}

/** Whether a replica that was watched is still there. Clients are. */
async function thoseThere(ground: Ground, watched: ReadonlyMap<string, Replica[]>) {
  const now = new Set<string>();
  for (const workload of watched.keys()) for (const { name } of await ground.replicas(workload)) now.add(name);
  return ({ replica }: { replica: Replica }) => !watched.has(replica.workload) || now.has(replica.name);
}

async function replicasWatched(ground: Ground, { proxies, services }: Watch): Promise<Map<string, Replica[]>> {
  const workloads = [...new Set([...proxies.map(({ workload }) => workload), ...services])];
  const replicas = new Map<string, Replica[]>();
  for (const workload of workloads) replicas.set(workload, await ground.replicas(workload));
  return replicas;
}

const logsOf = (mesh: Mesh, proxies: readonly WatchedProxy[], since: Date) =>
  Promise.all(proxies.map(({ replica }) => linesOf(mesh, replica, since, () => true)));

const keyOf = ({ requestId, time, upstream }: AccessLine) => `${requestId} ${time} ${upstream}`;

async function changedWorkloads(ground: Ground, before: ReadonlyMap<string, Replica[]>): Promise<string[]> {
  const changed: string[] = [];
  for (const [workload, replicas] of before)
    if (stateOf(replicas) !== stateOf(await ground.replicas(workload))) changed.push(workload);
  return changed;
}

const stateOf = (replicas: readonly Replica[]) =>
  replicas
    .map(({ name, ready }) => `${name} ${ready}`)
    .toSorted()
    .join();
