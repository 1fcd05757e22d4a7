import { randomBytes } from 'node:crypto';
import type { Propagation, Phase } from '../bench/evidence.ts';
import { NotLiveError } from '../bench/live.ts';
import { openBench, type BenchParts } from '../bench/open-bench.ts';
import type { Lab } from '../catalog/lab.ts';
import type { Check } from '../judgement/check.ts';
import { type JudgedAttempt, needsRepeat } from '../judgement/verdict.ts';

/** One run of a lab's traffic and what was made of it. */
export interface Attempt extends JudgedAttempt {
  propagation: Propagation[];
  phases: Phase[];
  checks: Check[];
}

type Parts = Omit<BenchParts, 'propagation' | 'phases' | 'run'>;

/** Makes the traffic, and once more on fresh traffic if something did not hold. */
export async function makeAttempts(lab: Lab, parts: Parts): Promise<Attempt[]> {
  const first = await makeAttempt(lab, parts);
  if (first.isCutShort || !needsRepeat(first.attempt)) return [first.attempt];
  parts.say('something did not hold: once more, on fresh traffic');
  const second = await makeAttempt(lab, { ...parts, seed: parts.seed + 1 });
  return [first.attempt, second.attempt];
}

/**
 * Makes the traffic once, and judges it if it can be judged. A change on the way that no proxy shows cuts it short: what was
 * taken until then stays, but the mesh is under no rule that the lab knows, and none to make fresh traffic under.
 */
async function makeAttempt(lab: Lab, parts: Parts): Promise<{ attempt: Attempt; isCutShort: boolean }> {
  const taken = { propagation: [] as Propagation[], phases: [] as Phase[] };
  try {
    const phases = await lab.observe(openBench({ ...parts, ...taken, run: randomBytes(4).toString('hex') }));
    return { attempt: { ...taken, phases, ...judgementOn(lab, phases) }, isCutShort: false };
  } catch (error) {
    if (!(error instanceof NotLiveError)) throw error;
    const reason = `a change on the way never became live: ${error.message}`;
    return { attempt: { ...taken, checks: [], void: reason }, isCutShort: true };
  }
}

/** What a lab makes of an attempt's records. Pure: the same records give the same judgement. */
export function judgementOn(lab: Lab, phases: readonly Phase[]): Pick<Attempt, 'checks' | 'void'> {
  const changed = [...new Set(phases.flatMap((phase) => phase.changed))];
  if (changed.length === 0) return { checks: lab.judge(phases), void: undefined };
  // Half of the evidence may be gone with the pods: there is nothing to judge.
  return { checks: [], void: `pods of ${changed.join(', ')} came or went during the traffic` };
}
