import type { Report, Verdict } from '@weather/labs';
import { hintFor } from '../hints/index.ts';
import type { Problem } from './problem.ts';

/** What a verdict other than "reproduced" says to the student, and what may have been misunderstood. */
export function outcomeProblems(verdict: Verdict, { lab, findings }: Report): Problem[] {
  if (verdict.outcome === 'reproduced') return [];
  const layers = findings.map(({ layer }) => layer);
  const hint = hintFor(lab.name, verdict.deciding, layers);
  return [
    {
      kind: 'outcome',
      says: `The lab came out "${verdict.outcome}": ${verdict.because}.`,
      ...(hint === undefined ? {} : { hint: hint.says }),
    },
  ];
}
