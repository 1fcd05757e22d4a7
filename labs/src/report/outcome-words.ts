import type { Report } from './report-schema.ts';
import type { Check } from '../judgement/check.ts';
import type { Outcome } from '../judgement/verdict.ts';

/** How an outcome is to be taken: of a control, `not reproduced` is the good one. */
export type Tone = 'good' | 'bad' | 'open';

export function toneOf({ verdict, setting }: Pick<Report, 'verdict' | 'setting'>): Tone {
  if (verdict.outcome === 'inconclusive') return 'open';
  if (setting.isControl) return isCaught(verdict) ? 'good' : 'bad';
  return verdict.outcome === 'reproduced' ? 'good' : 'bad';
}

/** Whether a control did its work: a check failed. A rule that was never live proves nothing about the checks. */
export const isCaught = ({ outcome, deciding }: { outcome: Outcome; deciding: readonly unknown[] }): boolean =>
  outcome === 'not reproduced' && deciding.length > 0;

/** Signs that tell outcomes and results apart without colour. */
export const toneSigns: Record<Tone, string> = { good: '✓', bad: '✗', open: '?' };
export const resultSigns: Record<Check['result'], string> = { holds: '✓', fails: '✗', undecided: '?' };

/** Of a control, what its outcome says about the checks. */
export function controlJudgement({ verdict, setting }: Pick<Report, 'verdict' | 'setting'>): string {
  const wrong = `This run used a wrong setting on purpose: ${setting.title}.`;
  return isCaught(verdict)
    ? `${wrong} The lab’s checks caught it, as they must.`
    : `${wrong} The lab’s checks did not catch it: one of them had to fail.`;
}
