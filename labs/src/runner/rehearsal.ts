import { join } from 'node:path';
import { eventsPath, type PublishedBatch } from '@weather/contracts';
import type { Asking, Bench, Watch } from '../bench/bench.ts';
import type { Phase, ProxyAccount } from '../bench/evidence.ts';
import { distinct } from '../bench/replicas.ts';
import type { Lab } from '../catalog/lab.ts';
import { replicasIn } from '../catalog/picks.ts';
import type { AccessLine } from '../envoy/access-line.ts';
import type { LoadPlan, LoadRun, RequestPlan, RequestRecord } from '../load/plan.ts';
import type { Client, ClientSettings } from '../mesh/mesh.ts';
import { readRules, scenarioFolder } from './scenario.ts';

/** A stretch of traffic as a lab would have it made. */
export interface RehearsedPhase {
  name: string;
  watch: Watch;
  /** Who asks what; nobody where the lab only looks on. */
  asking: readonly { plan: Asking['plan']; hasProxy: boolean }[];
  /** Of traffic that the lab only looks on at, whether a line is about it. */
  isOurs: ((line: AccessLine, side: ProxyAccount['side']) => boolean) | undefined;
}

/** An attempt that took place, to be done once more without a mesh. */
export interface Played {
  run: string;
  seed: number;
  phases: readonly Phase[];
}

/**
 * What a lab would have asked and watched in an attempt: its own traffic, on a bench that makes none and hands it the phases
 * that there are. Whatever it does after the last of these is left out.
 *
 * @returns as many phases as there are and, where the lab would have gone on to another one, this as well
 * @throws Error when the lab cannot have made these phases
 */
export async function rehearsed(lab: Lab, played: Played): Promise<RehearsedPhase[]> {
  const noted: RehearsedPhase[] = [];
  const isOver = () => noted.length >= played.phases.length;
  const objects = await readRules(scenarioFolder(lab.scenario));
  try {
    await lab.observe(rehearsalBench({ lab, played, noted, isOver, objects }));
  } catch (error) {
    if (!isOver()) throw error;
  }
  return noted;
}

interface Stage {
  lab: Lab;
  played: Played;
  noted: RehearsedPhase[];
  isOver(): boolean;
  objects: Bench['applied']['objects'];
}

function rehearsalBench(stage: Stage): Bench {
  const { lab, played } = stage;
  const { run, seed, phases } = played;
  const clientOf = (settings: Pick<ClientSettings, 'name' | 'hasProxy'>): Client => ({
    replica: { workload: settings.name, address: '', version: '', ready: true, ...settings },
    run: async (plan) => (stage.isOver() ? nothingHere() : answered(plan)),
  });
  const phaseOfSeveral: Bench['phaseOfSeveral'] = async ({ name }, asking, watch) => {
    const askers = asking.map(({ client, plan }) => ({ plan, hasProxy: client.replica.hasProxy }));
    return next(stage, { name, watch, asking: askers, isOurs: undefined });
  };
  const client = clientOf({ ...lab.client, name: 'client' });
  return {
    client,
    run,
    seed,
    signal: new AbortController().signal,
    say: () => undefined,
    applied: { objects: stage.objects, expectations: lab.rule.expectations },
    gatewayUrl: originIn(phases),
    replicas: async (workload) => distinct(phases.flatMap((phase) => replicasIn(phase, workload))),
    serviceLogs: async () => [],
    metrics: async () => [],
    certificates: async () => [],
    endpoints: async () => nothingHere(),
    startClient: async (settings) => clientOf(settings),
    rulesIn: (folder) => readRules(join(scenarioFolder(lab.scenario), folder)),
    phase: (named, plan, watch, by = client) => phaseOfSeveral(named, [{ client: by, plan }], watch),
    phaseOfSeveral,
    observe: async ({ name }, watch, isOurs) => next(stage, { name, watch, asking: [], isOurs }),
    change: async () => undefined,
    untilQuiet: async () => undefined,
    scale: async () => undefined,
  };
}

function next({ played: { phases }, noted }: Stage, phase: RehearsedPhase): Phase {
  const made = phases[noted.length];
  noted.push(phase);
  return made ?? nothingHere();
}

function nothingHere(): never {
  throw new Error('there is no mesh to ask');
}

const originIn = ([first]: readonly Phase[]): string => {
  const url = first?.load.plan?.url ?? '';
  return URL.canParse(url) ? new URL(url).origin : '';
};

/** What a lab is told before its first phase, as far as it needs it to go on: by message-queue, and by a collector of spans. */
function answered(plan: LoadPlan): LoadRun {
  const bodies = plan.tool === 'k6' ? Array.from({ length: plan.requests }, (_, index) => bodyFor(plan, index)) : [];
  const records = bodies.map((body, index): RequestRecord => ({ ...empty, index, body }));
  return { plan, startedAt: 0, endedAt: 0, records, statuses: { 200: plan.requests }, tool: '' };
}

const empty = { sentAt: 0, latencyMs: 0, status: 200, servedBy: '', version: '', marks: {}, error: '' };

function bodyFor({ url, bodies }: RequestPlan, index: number): unknown {
  if (new URL(url).pathname !== eventsPath) return { next: 0, spans: [] };
  const events = JSON.parse(bodies[index]!) as unknown[];
  const results = events.map((_, place) => ({ duplicate: false, position: place + 1 }));
  return { accepted: events.length, duplicates: 0, results } satisfies PublishedBatch;
}
