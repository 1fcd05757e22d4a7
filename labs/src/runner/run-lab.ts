import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LiveOptions, NotLiveError, untilLive } from '../bench/live.ts';
import type { Lab, Setting } from '../catalog/lab.ts';
import { parseVersion } from '../envoy/parse-version.ts';
import { verdictOn, type Verdict } from '../judgement/verdict.ts';
import type { Client, Mesh, MeshFacts, MeshObject, Replica } from '../mesh/mesh.ts';
import type { Propagation } from '../bench/evidence.ts';
import { untilQuiet } from '../bench/until-quiet.ts';
import { type Attempt, makeAttempts } from './attempt.ts';
import { type ProvenFinding, proven } from './cause.ts';
import { decidingProxies, lastingProxies } from './deciding-proxies.ts';
import { type LateFailures, lateFailures } from './late-failures.ts';
import { judgeNeverLive } from './never-live.ts';
import { findCauses, lookAround } from './causes.ts';
import { type Gone, type Told, untilGone, whatIsTold } from './removal.ts';
import { untilReady } from '../bench/replicas.ts';
import { readRules, scenarioFolder, stepsOf, workloadsAmong } from './scenario.ts';
import { beginSession, type Session } from './session.ts';

export interface RunOptions {
  mesh: Mesh;
  signal: AbortSignal;
  say(line: string): void;
  seed: number;
  /** Leave the rule applied afterwards. */
  keep: boolean;
  /** Milliseconds to wait for a change to be seen. */
  patienceMs: number;
  /** Another folder of rules than the lab's own, such as a student's. */
  rulesFolder: string | undefined;
}

/** All that a run of a lab under one setting came to. */
export interface LabRun {
  lab: Lab;
  setting: Setting;
  /** The rules are somebody's own, not the scenario's. */
  ownRules: boolean;
  seed: number;
  startedAt: Date;
  endedAt: Date;
  facts: MeshFacts;
  /** Version of the proxies that decide; undefined where a setting expects nothing of any. */
  envoy: string | undefined;
  /** What was applied at first. */
  objects: MeshObject[];
  /** What was put in place in the course of the run, by the folder that it came from. */
  further: ReadonlyMap<string, MeshObject[]>;
  /** How long the rule took to be live, and to be gone again. */
  propagation: Propagation[];
  attempts: Attempt[];
  verdict: Verdict;
  findings: ProvenFinding[];
  /** What else whoever reads the report should know. */
  notes: string[];
  /** What went wrong after the verdict, if anything did. The notes tell of it. */
  failure: Error | undefined;
}

/**
 * Runs a lab once, and once more on fresh traffic if something did not hold; the mesh ends as it was before. What fails after
 * the verdict does not take it away: it is `failure`.
 *
 * @throws MeshError when the mesh does not let it; the signal's reason when it was broken off
 */
export async function runLab(lab: Lab, setting: Setting, options: RunOptions): Promise<LabRun> {
  const { mesh, say, keep } = options;
  const startedAt = new Date();
  const objects = setting.change(await readRules(rulesOf(lab, options)));
  const facts = await mesh.facts();
  const session = await beginSession({ mesh, lab: lab.name, say });
  const late = lateFailures();
  let done: Done;
  try {
    done = await underRule({ lab, setting, objects, mesh, session, options, late });
  } catch (error) {
    await session.restore();
    throw error;
  }
  const endedAt = new Date();
  if (keep && late.last() === undefined) await late.tried(session.leave);
  if (!keep || late.last() !== undefined) await late.tried(session.restore);
  return {
    lab,
    setting,
    ownRules: options.rulesFolder !== undefined,
    seed: options.seed,
    startedAt,
    endedAt,
    facts,
    objects,
    ...done,
    notes: [...done.notes, ...late.notes()],
    failure: late.last(),
  };
}

const rulesOf = (lab: Lab, { rulesFolder }: RunOptions) => rulesFolder ?? scenarioFolder(lab.scenario);

interface Work {
  lab: Lab;
  setting: Setting;
  objects: MeshObject[];
  mesh: Mesh;
  session: Session;
  options: RunOptions;
  /** Of what comes after the verdict. */
  late: LateFailures;
}

type Judged = Pick<LabRun, 'propagation' | 'attempts' | 'verdict' | 'findings'>;

type Done = Judged & Pick<LabRun, 'further' | 'envoy' | 'notes'>;

async function underRule(work: Work): Promise<Done> {
  const { lab, setting, objects, mesh, session, options, late } = work;
  const { signal, say, patienceMs, seed, keep } = options;
  await untilQuiet(mesh, { signal, say, patienceMs: 2 * patienceMs });
  await scaleAll(work);
  say('starting a client in the mesh');
  const client = await mesh.startClient({ name: 'client', ...lab.client });
  const live: LiveOptions = {
    mesh,
    signal,
    say,
    patienceMs,
    replicas: async (workload) => (workload === 'client' ? [client.replica] : mesh.replicas(workload)),
  };
  const before = await whatIsTold(mesh, await lastingProxies(setting, objects, live));
  await applyAll(work);
  const applied = { objects, expectations: setting.expectations };
  const { rulesIn, further } = furtherRules(work);
  const parts = { mesh, client, seed, signal, say, patienceMs, applied, rulesIn, changes: session.changes };
  const judged = await underLiveRule({ ...work, live, client, before }, parts);
  const envoy = await late.tried(async () => envoyOf(mesh, await decidingProxies(setting, live)));
  const gone = keep ? undefined : await late.tried(() => takeAway(work, live, before));
  return {
    ...judged,
    propagation: [...judged.propagation, ...(gone?.propagation ?? [])],
    further,
    envoy,
    notes: gone?.notes ?? [],
  };
}

async function takeAway(
  { setting, objects, session, options: { say } }: Work,
  live: LiveOptions,
  before: Told,
): Promise<Gone> {
  say('taking the rule away');
  await session.changes.remove(session.applied());
  return untilGone({ live, before, deciders: await lastingProxies(setting, objects, live) });
}

/** Its version; proxies of one mesh have the same. */
const envoyOf = async (mesh: Mesh, [proxy]: readonly Replica[]) =>
  proxy === undefined ? undefined : parseVersion(await mesh.admin(proxy, 'server_info'));

/** Rules that a lab puts in place in the course of its run. */
function furtherRules({ lab, setting, options }: Work) {
  const further = new Map<string, MeshObject[]>();
  return {
    further,
    rulesIn: async (folder: string) => {
      // Whoever brings rules of their own need not bring all of a lab's.
      const own = join(rulesOf(lab, options), folder);
      const rules = setting.change(await readRules(existsSync(own) ? own : join(scenarioFolder(lab.scenario), folder)));
      further.set(folder, rules);
      return rules;
    },
  };
}

async function scaleAll({ setting, mesh, session, options: { signal, say, patienceMs } }: Work): Promise<void> {
  for (const [workload, count] of Object.entries(setting.replicas)) {
    await session.changes.scale(workload, count);
    await untilReady(mesh, workload, count, { signal, say, patienceMs: 4 * patienceMs });
  }
}

async function applyAll({ objects, mesh, session, options: { signal, say, patienceMs } }: Work): Promise<void> {
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  say(`applying ${names.length === 0 ? 'nothing' : names.join(', ')}`);
  for (const step of stepsOf(objects)) {
    await session.changes.apply(step);
    for (const { name, replicas } of workloadsAmong(step))
      await untilReady(mesh, name, replicas, { signal, say, patienceMs: 4 * patienceMs });
  }
}

async function underLiveRule(
  work: Work & { live: LiveOptions; client: Client; before: Told },
  parts: Parameters<typeof makeAttempts>[1],
): Promise<Judged> {
  const { lab, setting, session, late, live } = work;
  let propagation: Propagation[];
  try {
    propagation = await untilLive(setting.expectations, live);
  } catch (error) {
    if (!(error instanceof NotLiveError)) throw error;
    const judged = await judgeNeverLive(error.message, { ...work, changes: session.changes });
    return { propagation: [], attempts: [], ...judged };
  }
  const attempts = await makeAttempts(lab, parts);
  const verdict = verdictOn(attempts);
  const look = async () => proven(work.mesh, findCauses(await lookAround(work), attempts));
  const findings = verdict.outcome === 'reproduced' ? [] : await late.tried(look);
  return { propagation, attempts, verdict, findings: findings ?? [] };
}
