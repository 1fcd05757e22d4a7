import { type LiveOptions, NotLiveError, untilLive } from '../bench/live.ts';
import { distinct } from '../bench/replicas.ts';
import type { Changes } from '../bench/open-bench.ts';
import type { Lab, Setting } from '../catalog/lab.ts';
import type { Verdict } from '../judgement/verdict.ts';
import type { Client, MeshObject, Replica } from '../mesh/mesh.ts';
import { type Finding, type ProvenFinding, proven } from './cause.ts';
import { findCauses, findCausesUnheard, lookAround, replicasAround } from './causes.ts';
import { decidingProxies, lastingProxies, vacantDecider } from './deciding-proxies.ts';
import { whoHearsNothing } from './hearing.ts';
import { isToldOtherwise, type Told, whatIsTold } from './removal.ts';

interface Unseen {
  lab: Lab;
  setting: Setting;
  objects: readonly MeshObject[];
  live: LiveOptions;
  client: Client;
  changes: Changes;
  /** What the proxies that decide were told before the rule. */
  before: Told;
}

interface Judged {
  verdict: Verdict;
  findings: ProvenFinding[];
}

/**
 * Judges a rule that was not live in time. Where the proxies hear of what is new, and still do not show it, it is an outcome
 * that they were told something else, or that the rule can have no effect. Else the mesh may only be late, which says nothing
 * about the rule.
 *
 * @param message what was expected, and what is there instead
 */
export async function judgeNeverLive(message: string, unseen: Unseen): Promise<Judged> {
  const { lab, setting, objects, live, client, before } = unseen;
  const { mesh } = live;
  const mute = await whyMute(unseen);
  const around = await lookAround({ mesh, lab, setting, objects, client });
  if (mute !== undefined) {
    const findings = proven(mesh, [...mute.findings, ...findCausesUnheard(around)]);
    return { verdict: verdictOf('inconclusive', `${message}. ${mute.says}`), findings };
  }
  const findings = proven(mesh, findCauses(around, []));
  const isOtherwise = isToldOtherwise(before, await whatIsTold(mesh, await lastingProxies(setting, objects, live)));
  const isOutcome = isOtherwise || findings.some(({ layer }) => layer !== 'rule');
  return { verdict: verdictOf(isOutcome ? 'not reproduced' : 'inconclusive', message), findings };
}

const verdictOf = (outcome: Verdict['outcome'], message: string): Verdict => ({
  outcome,
  because: `the rule never became live: ${message}`,
  deciding: [],
  falseAlarm: 0,
  power: undefined,
});

/** Why it says nothing that the proxies did not show the rule; undefined when it does say something. */
async function whyMute(unseen: Unseen): Promise<{ says: string; findings: Finding[] } | undefined> {
  const { setting, live, changes } = unseen;
  const vacant = await vacantDecider(setting, live);
  if (vacant !== undefined) return { says: `${vacant} has no replica, and nobody else decides`, findings: [] };
  const unheard = await whoHearsNothing(await proxiesThatTell(unseen), changes, live);
  if (unheard !== undefined) return hearsNothing(unheard, live);
  if (!(await isLiveByNow(setting, live))) return undefined;
  return { says: 'By now it is: the mesh is only late. Run the lab again', findings: [] };
}

/** Those that decide, and those that causes are read from. */
async function proxiesThatTell({ lab, setting, live, client }: Unseen): Promise<Replica[]> {
  const around = (await replicasAround({ mesh: live.mesh, lab, client })).filter(({ hasProxy }) => hasProxy);
  return distinct([...(await decidingProxies(setting, live)), ...around]);
}

function hearsNothing(unheard: string, { mesh }: LiveOptions) {
  const proof = { of: 'control-plane' } as const;
  const says = 'the proxies hear nothing new from istiod';
  const finding: Finding = {
    layer: 'control plane',
    says: `${says}, so it is no sign of anything what they do not show. A Sidecar that hides the other hosts from a proxy looks the same`,
    evidence: unheard,
    proof,
  };
  return {
    says: `That says nothing about the rule, for ${says}: ${unheard}. Look at ${mesh.commandFor(proof)}`,
    findings: [finding],
  };
}

async function isLiveByNow({ expectations }: Setting, live: LiveOptions): Promise<boolean> {
  try {
    await untilLive(expectations, { ...live, patienceMs: 0 });
    return true;
  } catch (error) {
    if (error instanceof NotLiveError) return false;
    throw error;
  }
}
