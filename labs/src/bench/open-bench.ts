import type { FortioPlan, LoadPlan, RequestPlan } from '../load/plan.ts';
import { planIdOf } from '../load/plan-id.ts';
import { type AccessLine, isRefusedConnection } from '../envoy/access-line.ts';
import { hostOf } from '../envoy/address.ts';
import { parseCertificates } from '../envoy/parse-certificates.ts';
import type { Client, Mesh, MeshObject, Replica } from '../mesh/mesh.ts';
import type { Bench } from './bench.ts';
import { parseClusters } from '../envoy/parse-clusters.ts';
import type { FurtherLoad, Phase, Propagation, ProxyAccount } from './evidence.ts';
import { untilLive } from './live.ts';
import { sentIn } from '../load/sent.ts';
import { untilReady } from './replicas.ts';
import { type Ground, type Made, takePhase, type Traffic } from './take-phase.ts';
import { untilQuiet } from './until-quiet.ts';

export interface BenchParts {
  mesh: Mesh;
  client: Client;
  run: string;
  seed: number;
  signal: AbortSignal;
  say(line: string): void;
  patienceMs: number;
  applied: Bench['applied'];
  rulesIn: Bench['rulesIn'];
  /** Where what was changed is noted, so that it is put back. */
  changes: Changes;
  /** How long each change took is added to it. */
  propagation: Propagation[];
  /** Each stretch of traffic is added to it as soon as it is over. */
  phases: Phase[];
}

/** Changes of the mesh that somebody puts back afterwards. */
export interface Changes {
  scale(workload: string, replicas: number): Promise<void>;
  apply(objects: readonly MeshObject[]): Promise<void>;
  remove(objects: readonly MeshObject[]): Promise<void>;
}

/** A bench on a mesh that somebody holds. */
export function openBench(parts: BenchParts): Bench {
  const { mesh, client, run, seed, signal, say, patienceMs, applied, rulesIn, changes, propagation } = parts;
  const clients = new Map([['client', client]]);
  const replicas = async (workload: string) =>
    clients.has(workload) ? [clients.get(workload)!.replica] : mesh.replicas(workload);
  const ground = { mesh, signal, replicas };
  return {
    client,
    run,
    seed,
    signal,
    say,
    applied,
    rulesIn,
    gatewayUrl: mesh.gatewayUrl(),
    replicas,
    ...looksOn(mesh, replicas),
    startClient: async (settings) => {
      say('starting a further client in the mesh');
      const further = await mesh.startClient(settings);
      clients.set(settings.name, further);
      return further;
    },
    scale: async (workload, count) => {
      await changes.scale(workload, count);
      await untilReady(mesh, workload, count, { signal, say, patienceMs: 4 * patienceMs });
    },
    untilQuiet: () => untilQuiet(mesh, { signal, say, patienceMs: 2 * patienceMs }),
    phase: phaseOn(parts, ground),
    phaseOfSeveral: phaseOfSeveralOn(parts, ground),
    observe: observeOn(parts, ground),
    change: async ({ apply = [], remove = [] }, expectations) => {
      await changes.remove(remove);
      await changes.apply(apply);
      propagation.push(...(await untilLive(expectations, { mesh, replicas, signal, say, patienceMs })));
    },
  };
}

type Looks = Pick<Bench, 'endpoints' | 'certificates' | 'serviceLogs' | 'metrics'>;

/** What proxies and services tell of themselves. */
function looksOn(mesh: Mesh, replicas: Ground['replicas']): Looks {
  const ofEach = async <T>(workload: string, ask: (replica: Replica) => Promise<T>) =>
    Promise.all((await replicas(workload)).map(ask));
  return {
    endpoints: async (of, cluster) => parseClusters(await mesh.admin(of, 'clusters?format=json')).get(cluster) ?? [],
    certificates: async (workload) =>
      (await ofEach(workload, (replica) => mesh.admin(replica, 'certs'))).flatMap(parseCertificates),
    serviceLogs: (workload, since) => ofEach(workload, (replica) => mesh.serviceLog(replica, since)),
    metrics: (workload) => ofEach(workload, (replica) => mesh.metrics(replica)),
  };
}

const phaseOn =
  (parts: BenchParts, ground: Ground): Bench['phase'] =>
  (named, plan, watch, client = parts.client) =>
    phaseOfSeveralOn(parts, ground)(named, [{ client, plan }], watch);

const phaseOfSeveralOn =
  ({ run, say, phases }: BenchParts, ground: Ground): Bench['phaseOfSeveral'] =>
  (named, asking, watch) => {
    const askers = asking.map(({ client, plan }, index): Asker => {
      const id = planIdOf(run, named.name, index === 0 ? undefined : client.replica.name);
      return { client, plan: { ...plan, id } as LoadPlan };
    });
    say(`${named.title}: ${asking.map(({ plan }) => amountOf(plan)).join(' and ')}`);
    return noted(phases, ground, {
      named,
      watch,
      proxies: asking.map(({ client }) => ({ replica: client.replica, side: 'client' })),
      isOurs: (line, side) => askers.some((asker) => isOf(asker, line, side)),
      make: () => askAll(askers),
    });
  };

async function noted(phases: Phase[], ground: Ground, traffic: Traffic): Promise<Phase> {
  const phase = await takePhase(ground, traffic);
  phases.push(phase);
  return phase;
}

interface Asker {
  client: Client;
  plan: LoadPlan;
}

/** A connection that a proxy refuses is told of by the address that it came from: no request was read. */
const isOf = ({ client: { replica }, plan }: Asker, line: AccessLine, side: ProxyAccount['side']) =>
  line.userAgent === plan.id ||
  line.userAgent.startsWith(`${plan.id}/`) ||
  (side === 'server' && isRefusedConnection(line) && hostOf(line.downstream) === replica.address);

async function askAll(askers: readonly Asker[]): Promise<Made> {
  const all = await Promise.all(
    askers.map(async ({ client, plan }) => ({ replica: client.replica, load: await client.run(plan) })),
  );
  const [first, ...further] = all as [FurtherLoad, ...FurtherLoad[]];
  const sentBy = (hasProxy: boolean) =>
    all.reduce((sum, { replica, load }) => sum + (replica.hasProxy === hasProxy ? sentIn(load) : 0), 0);
  return {
    load: first.load,
    ...(further.length > 0 && { further }),
    sent: sentBy(true),
    sentDirectly: sentBy(false),
    more: {},
  };
}

const observeOn =
  ({ say, phases }: BenchParts, ground: Ground): Bench['observe'] =>
  (named, watch, isOurs, make) =>
    noted(phases, ground, {
      named,
      watch,
      proxies: [],
      isOurs,
      make: async () => {
        say(named.title);
        const startedAt = Date.now();
        const { statuses, more, tool = nobody.tool } = await make();
        const load = { ...nobody, tool, statuses, startedAt, endedAt: Date.now() };
        return { load, sent: sentIn(load), more };
      },
    });

const amountOf = (plan: Omit<RequestPlan, 'id'> | Omit<FortioPlan, 'id'>) => {
  const steps = plan.tool === 'k6' ? plan.steps : undefined;
  if (steps === undefined) return `${plan.requests} requests`;
  return `${steps.length} steps, ${steps.reduce((sum, { seconds }) => sum + seconds, 0)} s of load in all`;
};

/** Of traffic that the system makes itself there is no client's record. */
const nobody = { plan: undefined, records: [], tool: 'the system itself' };
