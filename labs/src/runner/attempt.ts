import { randomBytes } from 'node:crypto';
import type { Propagation, Phase } from '../bench/evidence.ts';
import { openBench, type BenchParts } from '../bench/open-bench.ts';
import type { Lab } from '../catalog/lab.ts';
import type { Check } from '../judgement/check.ts';
import type { JudgedAttempt } from '../judgement/verdict.ts';

/** One run of a lab's traffic and what was made of it. */
export interface Attempt extends JudgedAttempt {
  propagation: Propagation[];
  phases: Phase[];
  checks: Check[];
}

/** Makes the traffic once, and judges it if it can be judged. */
export async function makeAttempt(lab: Lab, parts: Omit<BenchParts, 'propagation' | 'run'>): Promise<Attempt> {
  const propagation: Propagation[] = [];
  const phases = await lab.observe(openBench({ ...parts, propagation, run: randomBytes(4).toString('hex') }));
  return { propagation, phases, ...judgementOn(lab, phases) };
}

/** What a lab makes of an attempt's records. Pure: the same records give the same judgement. */
export function judgementOn(lab: Lab, phases: readonly Phase[]): Pick<Attempt, 'checks' | 'void'> {
  const changed = [...new Set(phases.flatMap((phase) => phase.changed))];
  if (changed.length === 0) return { checks: lab.judge(phases), void: undefined };
  // Half of the evidence may be gone with the pods: there is nothing to judge.
  return { checks: [], void: `pods of ${changed.join(', ')} came or went during the traffic` };
}
