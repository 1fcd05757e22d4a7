import type { FortioPlan, LoadPlan, RequestPlan } from '../load/plan.ts';
import type { Client, Mesh, MeshObject, Replica } from '../mesh/mesh.ts';
import type { Bench } from './bench.ts';
import type { Propagation } from './evidence.ts';
import { untilLive } from './live.ts';
import { sentIn } from '../load/sent.ts';
import { untilReady } from './replicas.ts';
import { type Ground, takePhase } from './take-phase.ts';

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
  const ofEach = async <T>(workload: string, ask: (replica: Replica) => Promise<T>) =>
    Promise.all((await replicas(workload)).map(ask));
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
    serviceLogs: (workload, since) => ofEach(workload, (replica) => mesh.serviceLog(replica, since)),
    metrics: (workload) => ofEach(workload, (replica) => mesh.metrics(replica)),
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
    phase: phaseOn(parts, ground),
    observe: observeOn(parts, ground),
    change: async ({ apply = [], remove = [] }, expectations) => {
      await changes.remove(remove);
      await changes.apply(apply);
      propagation.push(...(await untilLive(expectations, { mesh, replicas, signal, say, patienceMs })));
    },
  };
}

const phaseOn =
  ({ run, say, client: usual }: BenchParts, ground: Ground): Bench['phase'] =>
  async (named, plan, watch, client = usual) => {
    const id = `lab/${run}/${named.name}`;
    const whole = { ...plan, id } as LoadPlan;
    say(`${named.title}: ${amountOf(plan)}`);
    return takePhase(ground, {
      named,
      watch,
      proxies: [{ replica: client.replica, side: 'client' }],
      isOurs: ({ userAgent }) => userAgent === id || userAgent.startsWith(`${id}/`),
      make: async () => {
        const load = await client.run(whole);
        return { load, sent: sentIn(load), more: {} };
      },
    });
  };

const observeOn =
  ({ say }: BenchParts, ground: Ground): Bench['observe'] =>
  (named, watch, isOurs, make) =>
    takePhase(ground, {
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
